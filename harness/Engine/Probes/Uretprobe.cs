using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Return of a function of a process, through a uprobe perf event.</summary>
public sealed class Uretprobe : UserMechanism
{
    public override string Name => "uretprobe";

    public override IReadOnlyList<string> Aliases => ["ur"];

    internal override bool AtReturn => true;

    internal override Mechanism? ForMany => Mechanisms.UretprobeMulti;

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) => UprobeEvent.Open(program, target, tools, atReturn: true);
}
