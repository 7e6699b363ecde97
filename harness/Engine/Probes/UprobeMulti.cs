namespace Conformance.Engine.Probes;

/// <summary>Entry of many functions of one file through one link.</summary>
public sealed class UprobeMulti : UserLinkMechanism
{
    public override string Name => "uprobe.multi";

    internal override bool AtReturn => false;

    public override string? Alternative => "uprobe";
}
