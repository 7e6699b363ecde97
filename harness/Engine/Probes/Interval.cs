using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Fires once each period, on one CPU: a timer that the kernel calls cpu-clock.</summary>
public sealed class Interval : Mechanism
{
    public override string Name => "interval";

    public override IReadOnlyList<string> Aliases => ["i"];

    /// <summary>BPF_PROG_TYPE_PERF_EVENT.</summary>
    public override uint ProgramType => 7;

    public override bool FiltersByProcess => false;

    public override string ObjectSection(ProbeTarget target) => "perf_event";

    internal override void Resolve(PlaceRequest request)
    {
        if (PlaceRequest.IsPattern(request.Text))
            request.Wrong("interval takes no wildcard", "write interval:s:1");
        else if (Period.Read(request) is { } period)
            request.Add(Target(this, period));
    }

    internal override IEnumerable<ProbeTarget> List(PlaceRequest request, List<ProbeTarget> targets) => Units(this);

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) =>
        PerfEvent.Open(program, target.AttachPoint, CpuClock.Of((Period)target.Place!), tools.Cpus[0], process: -1, _ => null);

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types) => (Target(this, new Period(1_000_000_000, 0, "s:1")), null);

    internal override bool TrialIsCalled => false;

    /// <summary>Equal times are one place, however they are written, so that their bodies are joined and keep their order.</summary>
    internal static ProbeTarget Target(Mechanism mechanism, Period period) =>
        new(mechanism, period.Hertz != 0 ? $"{period.Hertz}hz" : $"{period.Nanoseconds}ns", $"{mechanism.Name}:{period.Printed}", null) { Place = period };

    /// <summary>What a list of probes shows: the units.</summary>
    internal static IEnumerable<ProbeTarget> Units(Mechanism mechanism) =>
        new[] { "hz", "ms", "s", "us" }.Select(unit => new ProbeTarget(mechanism, unit, $"{mechanism.Name}:{unit}:", null));
}
