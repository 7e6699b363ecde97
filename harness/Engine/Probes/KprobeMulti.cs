namespace Conformance.Engine.Probes;

/// <summary>Entry of many kernel functions through one link.</summary>
public sealed class KprobeMulti : KprobeLinkMechanism
{
    public override string Name => "kprobe.multi";

    internal override bool AtReturn => false;

    public override string? Alternative => "kprobe";
}
