using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>Two mechanisms that observe the same event tell the same story. The first trace is the subject, the second its partner.</summary>
public sealed class PairAgrees()
    : TraceInvariant(2, "pair-agrees", Layer.Promise, "A pair agrees: for every invocation the order under one mechanism is the order under the other.")
{
    /// <inheritdoc/>
    protected override int TracesNeeded => 2;

    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var (subject, partner) = (traces[0], traces[1]);
        if (ProbeGroup.Of(subject) is not [{ Probes.Count: > 1 } a] || ProbeGroup.Of(partner) is not [{ Probes.Count: > 1 } b])
            return Verdict.NotJudged(judged, "nothing was judged: each trace must have two or more probes of one mechanism on one hook");
        if (a.Probes.Count != b.Probes.Count || !SameCalls(subject, partner))
            return Verdict.NotJudged(judged, $"the traces cannot be compared: {Describe(subject, a)} against {Describe(partner, b)}");

        var partnerRuns = ByThread(partner, b);
        foreach (var (thread, runs) in ByThread(subject, a).Index())
        {
            for (var call = 0; call < Math.Max(runs.Count, partnerRuns[thread].Count); call++)
            {
                var mine = runs.ElementAtOrDefault(call);
                var other = partnerRuns[thread].ElementAtOrDefault(call);
                if (mine is null || other is null || !mine.Labels.SequenceEqual(other.Labels))
                    return Disagreement(judged, call, a, mine, b, other);
            }
        }

        return Verdict.Holds(judged);
    }

    private static Verdict Disagreement(string judged, int call, ProbeGroup a, GroupRun? mine, ProbeGroup b, GroupRun? other)
    {
        IReadOnlyList<string> observed = mine?.Labels ?? [], expected = other?.Labels ?? [];
        var where = (mine ?? other)!.Invocation;
        return Verdict.Broken(judged, Against(
            $"call {call + 1} of {where.Hook} (thread {where.ThreadId}): {a.Mechanism} fired {Order.Of(observed)}, {b.Mechanism} fired {Order.Of(expected)}",
            expected, observed, mine?.Firings ?? other!.Firings, mine is null ? 1 : 0));
    }

    /// <summary>Runs of each workload thread, threads in the workload's order: thread ids differ between two measurements, places do not.</summary>
    private static List<List<GroupRun>> ByThread(Trace trace, ProbeGroup group)
    {
        var runs = group.RunsIn(trace).ToLookup(run => run.Invocation.ThreadId);
        return [.. trace.Workload.Threads.Select(thread => runs[thread.ThreadId].ToList())];
    }

    private static bool SameCalls(Trace a, Trace b) =>
        a.Workload.Threads.Select(thread => thread.Calls).SequenceEqual(b.Workload.Threads.Select(thread => thread.Calls));

    private static string Describe(Trace trace, ProbeGroup group) =>
        $"{Trace.Count(group.Probes.Count, group.Mechanism)} on {group.Hook}, {trace.Workload.Workload}";
}
