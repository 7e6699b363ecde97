using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Fires each period on every CPU, whatever runs there: sampling by a timer.</summary>
public sealed class Profile : TimedMechanism
{
    public override string Name => "profile";

    public override IReadOnlyList<string> Aliases => ["p"];

    private protected override string Example => "hz:99";

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) =>
        PerfEvent.OpenOnEach(program, target.AttachPoint, CpuClock.Of((Period)target.Place!), tools.Cpus, tools.ProcessOrAll, _ => null);
}
