using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Libbpf;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Probes;

/// <summary>An event that the kernel or the processor counts; a probe fires once so many of them.</summary>
/// <param name="Config">Number for perf_event_attr.config.</param>
/// <param name="Period">Fires once so many, where the script does not say.</param>
internal sealed record CountedEvent(string Name, ulong Config, ulong Period, params string[] Aliases);

/// <summary>Probes on counted events: <c>software:page-faults:100</c>, on every CPU.</summary>
public abstract class CountedEvents : Mechanism
{
    /// <summary>BPF_PROG_TYPE_PERF_EVENT.</summary>
    public override uint ProgramType => 7;

    public override bool FiltersByProcess => false;

    public override string ObjectSection(ProbeTarget target) => "perf_event";

    /// <summary>What perf_event_attr.type says.</summary>
    internal abstract uint PerfType { get; }

    internal abstract IReadOnlyList<CountedEvent> Events { get; }

    internal override bool TrialIsCalled => false;

    internal override void Resolve(PlaceRequest request)
    {
        if (request.Parts.Count is not (1 or 2) || request.Parts[0].Length == 0)
        {
            request.Wrong($"'{request.Text}' is no event for {Name}", $"write {Name}:{Events[0].Name}:100");
            return;
        }

        var count = 0UL;
        if (request.Parts.Count == 2 && request.Parts[1].Length > 0 && (!IntegerLiteral.TryParse(request.Parts[1], out count, out _) || count == 0))
        {
            request.Wrong($"'{request.Parts[1]}' is no number of events", $"write {Name}:{request.Parts[0]}:100");
            return;
        }

        var name = request.Parts[0];
        if (PlaceRequest.IsPattern(name))
            request.Wrong($"{Name} takes no wildcard", "name one event");
        else if (Events.FirstOrDefault(e => e.Name == name || e.Aliases.Contains(name)) is { } found)
            request.Add(Target(found, name, count == 0 ? found.Period : count, request.Parts.Count == 2 && request.Parts[1].Length > 0));
        else
            request.Wrong($"{Name} has no event '{name}'", NearNames.Hint(name, Names) ?? $"known are {string.Join(", ", Events.Select(e => e.Name))}");
    }

    internal override IEnumerable<ProbeTarget> List(PlaceRequest request, List<ProbeTarget> targets) =>
        Names.Order(StringComparer.Ordinal).Select(name => new ProbeTarget(this, name, $"{Name}:{name}:", null));

    internal override Attachment Attach(Descriptor program, ProbeTarget target, AttachTools tools)
    {
        var (counted, period) = ((CountedEvent, ulong))target.Place!;
        var attributes = new PerfEventAttributes { Type = PerfType, Config = counted.Config, SamplePeriod = period };
        return PerfEvent.OpenOnEach(program, target.AttachPoint, attributes, tools.Cpus, tools.ProcessOrAll, answer => Explain(target, answer), tools.OpensOnly);
    }

    internal override (ProbeTarget? Target, string? Reason) Trial(KernelTypes types) => (Target(Events[0], Events[0].Name, Events[0].Period, false), null);

    private protected virtual Exception? Explain(ProbeTarget target, int answer) => null;

    private IEnumerable<string> Names => Events.SelectMany(e => e.Aliases.Prepend(e.Name));

    private ProbeTarget Target(CountedEvent counted, string written, ulong period, bool said) =>
        new(this, $"{counted.Name}:{period}", said ? $"{Name}:{written}:{period}" : $"{Name}:{written}:", null) { Place = (counted, period) };
}
