namespace Conformance.Engine.Probes;

/// <summary>Return of many kernel functions through one link.</summary>
public sealed class KretprobeMulti : KprobeLinkMechanism
{
    public override string Name => "kretprobe.multi";

    internal override bool AtReturn => true;

    public override string? Alternative => "kretprobe";
}
