using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Functions of one file through one link (Linux 6.6).</summary>
public abstract class UserLinkMechanism : UserMechanism
{
    /// <summary>BPF_TRACE_UPROBE_MULTI; a flag of the link makes it a return probe.</summary>
    public override uint ExpectedAttachType => 48;

    internal override bool IsVariant => true;

    /// <summary>One link is about one file.</summary>
    internal override string? SharingKey(ProbeTarget target) => ((UserPlace)target.Place!).Path;

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => Attach(program, [target], tools);

    internal override Attachment Attach(Descriptor program, IReadOnlyList<ProbeTarget> targets, AttachTools tools) => UprobeMultiLink.Open(program, targets, ExpectedAttachType, tools, AtReturn);
}
