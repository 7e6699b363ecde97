using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Entry of many functions of one file through one link (Linux 6.6).</summary>
public sealed class UprobeMulti : UserMechanism
{
    public override string Name => "uprobe.multi";

    /// <summary>BPF_TRACE_UPROBE_MULTI.</summary>
    public override uint ExpectedAttachType => 48;

    internal override bool AtReturn => false;

    /// <summary>One link is about one file.</summary>
    internal override string? SharingKey(ProbeTarget target) => ((UserPlace)target.Place!).Path;

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => Attach(program, [target], tools);

    internal override Attachment Attach(Descriptor program, IReadOnlyList<ProbeTarget> targets, AttachTools tools) => UprobeMultiLink.Open(program, targets, ExpectedAttachType, tools, atReturn: false);

    public override string? Alternative => "uprobe";
}
