using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>Probes that a timer fires: a program on perf events that count time.</summary>
public abstract class TimedMechanism : Mechanism
{
    /// <summary>BPF_PROG_TYPE_PERF_EVENT.</summary>
    public override uint ProgramType => 7;

    public override bool FiltersByProcess => false;

    public override string ObjectSection(ProbeTarget target) => "perf_event";

    internal override void Resolve(PlaceRequest request)
    {
        if (PlaceRequest.IsPattern(request.Text))
            request.Wrong($"{Name} takes no wildcard", $"write {Name}:{Example}");
        else if (Period.Read(request) is { } period)
            request.Add(Target(period));
    }

    internal override IEnumerable<ProbeTarget> List(PlaceRequest request, List<ProbeTarget> targets) =>
        new[] { "hz", "ms", "s", "us" }.Select(unit => new ProbeTarget(this, unit, $"{Name}:{unit}:", null));

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types) => (Target(new Period(1_000_000_000, 0, "s:1")), null);

    internal override bool TrialIsCalled => false;

    /// <summary>A rate that scripts use.</summary>
    private protected abstract string Example { get; }

    /// <summary>Equal times are one place, however they are written, so that their bodies are joined and keep their order.</summary>
    private ProbeTarget Target(Period period) =>
        new(this, period.Hertz != 0 ? $"{period.Hertz}hz" : $"{period.Nanoseconds}ns", $"{Name}:{period.Printed}", null) { Place = period };
}
