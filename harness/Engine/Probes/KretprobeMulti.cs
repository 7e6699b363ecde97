using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Return of many kernel functions through one link (fprobe and rethook, Linux 5.18).</summary>
public sealed class KretprobeMulti : KprobeMechanism
{
    public override string Name => "kretprobe.multi";

    /// <summary>BPF_TRACE_KPROBE_MULTI; a flag of the link makes it a return probe.</summary>
    public override uint ExpectedAttachType => 42;

    internal override bool AtReturn => true;

    internal override string? SharingKey(ProbeTarget target) => "";

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => Attach(program, [target], tools);

    internal override Attachment Attach(Descriptor program, IReadOnlyList<ProbeTarget> targets, AttachTools tools) => KprobeMultiLink.Open(program, targets, ExpectedAttachType, atReturn: true);

    public override string? Alternative => "kretprobe";
}
