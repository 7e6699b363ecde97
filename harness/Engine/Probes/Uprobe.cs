using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Entry of a function of a process, or any of its instructions, through a uprobe perf event.</summary>
public sealed class Uprobe : UserMechanism
{
    public override string Name => "uprobe";

    public override IReadOnlyList<string> Aliases => ["u"];

    internal override bool AtReturn => false;

    internal override Mechanism? ForMany => Mechanisms.UprobeMulti;

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => UprobeEvent.Open(program, target, tools, atReturn: false);
}
