namespace Conformance.Engine.Probes;

/// <summary>Return of many functions of one file through one link.</summary>
public sealed class UretprobeMulti : UserLinkMechanism
{
    public override string Name => "uretprobe.multi";

    internal override bool AtReturn => true;

    public override string? Alternative => "uretprobe";
}
