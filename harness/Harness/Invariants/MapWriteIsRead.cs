using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>
/// Judges a chain script: probe number i (from 1) prints what it finds in a map under its thread id, then writes i there.
/// So each probe must print the number of the one before it, and the first what the last wrote in the call before (0 in the first call).
/// </summary>
public sealed class MapWriteIsRead()
    : TraceInvariant(4, "map-write-is-read", Layer.Promise, "What an earlier probe wrote to a map, a later one reads, in the same invocation.")
{
    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        if (ProbeGroup.Of(trace) is not [{ Probes.Count: > 1 } group])
            return Verdict.NotJudged(judged, "nothing was judged: a chain is two or more probes of one mechanism on one hook");
        var printed = new PrintedNumbers(trace);
        var seen = new HashSet<int>();
        foreach (var run in group.RunsIn(trace))
        {
            // Not by the invocation's number: where a predicate picks the workload's calls, the first one it sees has a higher one. A thread may also have passed the hook before its work began (the runtime sleeps for reasons of its own).
            var first = seen.Add(run.Invocation.ThreadId) && !FiredBefore(trace, group, run) ? 0 : group.Probes.Count;
            var expected = group.Probes.Select((probe, place) => (probe.Label, Read: (long)(place == 0 ? first : place))).ToArray();
            var observed = new List<(string Label, long Read)>();
            foreach (var firing in run.Firings)
            {
                if (!printed.TryGet(firing.Firing, out var number, out var problem))
                    return Verdict.Broken(judged, Against($"{group.Mechanism}: probe {firing.Probe.Label} at {run.Invocation}: {problem}", Texts(expected), Texts(observed), [firing]));
                observed.Add((firing.Probe.Label, number));
            }

            var ordered = observed.OrderBy(read => IndexOf(group, read.Label)).ToArray();
            if (!ordered.SequenceEqual(expected))
                return Verdict.Broken(judged, Against($"{group.Mechanism}: {run.Invocation} read {Order.Of(Texts(ordered))}, written before were {Order.Of(Texts(expected))}", Texts(expected), Texts(observed), run.Firings));
        }

        return Verdict.Holds(judged);
    }

    private static bool FiredBefore(Trace trace, ProbeGroup group, GroupRun run) =>
        run.Firings.Count > 0 && trace.Result.Firings.Take(run.Firings[0].Position).Any(firing => firing.ThreadId == run.Invocation.ThreadId && firing.Probe == group.Probes[^1].Index);

    private static int IndexOf(ProbeGroup group, string label) => group.Labels.TakeWhile(own => own != label).Count();

    private static string[] Texts(IEnumerable<(string Label, long Read)> reads) => [.. reads.Select(read => $"{read.Label}={read.Read}")];
}
