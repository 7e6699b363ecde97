using Conformance.Engine.Attach;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Fires once each period, on one CPU: a timer that the kernel calls cpu-clock.</summary>
public sealed class Interval : TimedMechanism
{
    public override string Name => "interval";

    public override IReadOnlyList<string> Aliases => ["i"];

    private protected override string Example => "s:1";

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) =>
        PerfEvent.Open(program, target.AttachPoint, CpuClock.Of((Period)target.Place!), tools.Cpus[0], process: -1, _ => null);
}
