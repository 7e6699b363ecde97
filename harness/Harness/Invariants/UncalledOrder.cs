using Conformance.Engine;
using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>
/// Judges scripts with probes that no call causes. Begin and end probes are judged by their places in the whole stream; those that fall due (interval, profile, software) by rounds: on each
/// CPU the probes of one attach point come again and again in script order.
/// </summary>
public sealed class UncalledOrder()
    : TraceInvariant(5, "uncalled-order", Layer.Promise, "Begin and end probes fire once, in script order, begin before anything, end after everything; interval, profile and software probes that fall due together too.")
{
    private const string Begin = "begin", End = "end";

    /// <inheritdoc/>
    protected override string? Obstacle(Trace trace) => Doubt(trace) ?? (trace.Result.Firings.Count == 0 ? "nothing was judged: no probe fired" : null);

    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        var probes = trace.Probes.Where(probe => probe.Moment == Moment.Other).ToDictionary(probe => probe.Index);
        var stream = trace.Result.Firings.Index().Where(firing => probes.ContainsKey(firing.Item.Probe)).Select(firing => new TraceFiring(firing.Index, probes[firing.Item.Probe], firing.Item)).ToArray();
        judged = $"{Trace.Count(stream.Length, "firing")} of {Trace.Count(probes.Count, "probe")} that no call causes";
        if (probes.Count == 0)
            return Verdict.NotJudged(judged, "nothing was judged: every probe of the script is on a hook");
        var timed = probes.Values.Where(probe => probe.Mechanism is not (Begin or End)).GroupBy(probe => (probe.Mechanism, probe.Hook)).ToArray();
        foreach (var group in timed)
        {
            if (!stream.Any(firing => (firing.Probe.Mechanism, firing.Probe.Hook) == group.Key))
                return Verdict.NotJudged(judged, $"nothing was judged: {group.Key.Mechanism}:{group.Key.Hook} never fell due");
        }

        return Outermost(trace, stream, probes.Values, Begin, judged)
            ?? Outermost(trace, stream, probes.Values, End, judged)
            ?? timed.Select(group => Rounds([.. group.OrderBy(probe => probe.Index)], stream, judged)).FirstOrDefault(broken => broken is not null)
            ?? Verdict.Holds(judged);
    }

    /// <summary>Begin probes are the first of the stream, end probes the last, each once and in script order.</summary>
    private static Verdict? Outermost(Trace trace, TraceFiring[] stream, IEnumerable<TraceProbe> probes, string mechanism, string judged)
    {
        var expected = probes.Where(probe => probe.Mechanism == mechanism).OrderBy(probe => probe.Index).Select(probe => probe.Label).ToArray();
        if (expected.Length == 0)
            return null;
        var fired = stream.Where(firing => firing.Probe.Mechanism == mechanism).ToArray();
        var labels = fired.Select(firing => firing.Probe.Label).ToArray();
        if (!labels.SequenceEqual(expected))
            return Verdict.Broken(judged, Against($"{mechanism} probes fired {Order.Of(labels)}, the script says {Order.Of(expected)}", expected, labels, fired));
        var first = mechanism == Begin ? 0 : trace.Result.Firings.Count - expected.Length;
        return fired.Index().FirstOrDefault(firing => firing.Item.Position != first + firing.Index) is { Item.Probe: not null } stray
            ? Verdict.Broken(judged, Against($"{stray.Item.Probe} is firing number {stray.Item.Position + 1} of {trace.Result.Firings.Count}: another came {(mechanism == Begin ? "before" : "after")} it", [$"number {first + stray.Index + 1}"], [$"number {stray.Item.Position + 1}"], [stray.Item]))
            : null;
    }

    private static Verdict? Rounds(TraceProbe[] probes, TraceFiring[] stream, string judged)
    {
        var next = new Dictionary<int, int>();
        foreach (var firing in stream.Where(firing => (firing.Probe.Mechanism, firing.Probe.Hook) == (probes[0].Mechanism, probes[0].Hook)))
        {
            var due = probes[next.GetValueOrDefault(firing.Firing.Cpu)];
            if (due.Index != firing.Probe.Index)
                return Verdict.Broken(judged, Against($"{firing.Probe} fired on CPU {firing.Firing.Cpu} where {due} was due", probes.Select(probe => probe.Label), [firing.Probe.Label], [firing]));
            next[firing.Firing.Cpu] = (next.GetValueOrDefault(firing.Firing.Cpu) + 1) % probes.Length;
        }

        return next.FirstOrDefault(cpu => cpu.Value != 0) is { Value: > 0 } open
            ? Verdict.Broken(judged, Against($"the last round of {probes[0].Mechanism}:{probes[0].Hook} on CPU {open.Key} ends before {probes[open.Value]}", probes.Select(probe => probe.Label), probes.Take(open.Value).Select(probe => probe.Label), [stream.Last(firing => firing.Firing.Cpu == open.Key)]))
            : null;
    }
}
