using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Kernel functions through one link for many of them (fprobe, Linux 5.18): attaching a thousand costs little more than one.</summary>
public abstract class KprobeLinkMechanism : KprobeMechanism
{
    /// <summary>BPF_TRACE_KPROBE_MULTI; a flag of the link makes it a return probe.</summary>
    public override uint ExpectedAttachType => 42;

    internal override bool IsVariant => true;

    internal override string? SharingKey(ProbeTarget target) => "";

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => Attach(program, [target], tools);

    internal override Attachment Attach(Descriptor program, IReadOnlyList<ProbeTarget> targets, AttachTools tools) => KprobeMultiLink.Open(program, targets, ExpectedAttachType, AtReturn);
}
