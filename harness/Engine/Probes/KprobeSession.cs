using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>
/// Entry and return of kernel functions by one program of one link (Linux 6.10), which runs twice an invocation. The context is the registers of the moment, so
/// arguments mean something at entry and the return value at return.
/// </summary>
public sealed class KprobeSession : KprobeMechanism
{
    public override string Name => "kprobe.session";

    /// <summary>BPF_TRACE_KPROBE_SESSION.</summary>
    public override uint ExpectedAttachType => 56;

    internal override bool AtReturn => false;

    public override bool HasReturnValue => true;

    internal override string? SharingKey(ProbeTarget target) => "";

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => Attach(program, [target], tools);

    internal override Attachment Attach(Descriptor program, IReadOnlyList<ProbeTarget> targets, AttachTools tools) => KprobeMultiLink.Open(program, targets, ExpectedAttachType, atReturn: false);

    public override string? Alternative => "kprobe";
}
