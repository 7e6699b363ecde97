using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Probes;

/// <summary>Fires each period on every CPU, whatever runs there: sampling by a timer.</summary>
public sealed class Profile : Mechanism
{
    public override string Name => "profile";

    public override IReadOnlyList<string> Aliases => ["p"];

    /// <summary>BPF_PROG_TYPE_PERF_EVENT.</summary>
    public override uint ProgramType => 7;

    public override bool FiltersByProcess => false;

    public override string ObjectSection(ProbeTarget target) => "perf_event";

    internal override void Resolve(PlaceRequest request)
    {
        if (PlaceRequest.IsPattern(request.Text))
            request.Wrong("profile takes no wildcard", "write profile:hz:99");
        else if (Period.Read(request) is { } period)
            request.Add(Interval.Target(this, period));
    }

    internal override IEnumerable<ProbeTarget> List(PlaceRequest request, List<ProbeTarget> targets) => Interval.Units(this);

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools) =>
        PerfEvent.OpenOnEach(program, target.AttachPoint, CpuClock.Of((Period)target.Place!), tools.Cpus, tools.ProcessOrAll, _ => null);

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types) => (Interval.Target(this, new Period(1_000_000_000, 0, "s:1")), null);

    internal override bool TrialIsCalled => false;
}
