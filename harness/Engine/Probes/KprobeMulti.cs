using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Entry of many kernel functions through one link (fprobe, Linux 5.18): attaching a thousand costs little more than one.</summary>
public sealed class KprobeMulti : KprobeMechanism
{
    public override string Name => "kprobe.multi";

    /// <summary>BPF_TRACE_KPROBE_MULTI.</summary>
    public override uint ExpectedAttachType => 42;

    internal override bool AtReturn => false;

    internal override string? SharingKey(ProbeTarget target) => "";

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => Attach(program, [target], tools);

    internal override Attachment Attach(Descriptor program, IReadOnlyList<ProbeTarget> targets, AttachTools tools) => KprobeMultiLink.Open(program, targets, ExpectedAttachType, atReturn: false);

    public override string? Alternative => "kprobe";
}
