using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Return of a kernel function through a kretprobe perf event.</summary>
public sealed class Kretprobe : KprobeMechanism
{
    public override string Name => "kretprobe";

    public override IReadOnlyList<string> Aliases => ["kr"];

    internal override bool AtReturn => true;

    internal override Mechanism? ForMany => Mechanisms.KretprobeMulti;

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => KprobeEvent.Open(program, target, tools, atReturn: true);

    public override string? Alternative => "fexit";
}
