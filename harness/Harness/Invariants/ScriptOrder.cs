using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>The founding promise: written order is firing order.</summary>
public sealed class ScriptOrder()
    : TraceInvariant(1, "script-order", Layer.Promise, "N probes of one mechanism on one hook fire in script order, at every invocation.")
{
    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        var groups = ProbeGroup.Of(trace).Where(group => group.Probes.Count > 1).ToArray();
        if (groups.Length == 0)
            return Verdict.NotJudged(judged, "nothing was judged: no hook has two probes of one mechanism");
        foreach (var group in groups)
        {
            var before = new Dictionary<int, GroupRun>();
            foreach (var run in group.RunsIn(trace))
            {
                if (!run.Labels.SequenceEqual(group.Labels))
                    return Verdict.Broken(judged, Against($"{group.Mechanism}: {run.Invocation} fired {Order.Of(run.Labels)}, the script says {Order.Of(group.Labels)}", group.Labels, run.Labels, run.Firings));
                if (before.TryGetValue(run.Invocation.ThreadId, out var last) && !Follows(last, run))
                    return Verdict.Broken(judged, Against($"{group.Mechanism}: {run.Invocation} overlaps invocation {last.Invocation.Number}", group.Labels, [.. last.Labels, .. run.Labels], [.. last.Firings, .. run.Firings]));
                before[run.Invocation.ThreadId] = run;
            }
        }

        return Verdict.Holds(judged);
    }

    /// <summary>Calls of one hook on one thread follow each other: whole in the stream, numbers ascending.</summary>
    private static bool Follows(GroupRun last, GroupRun next) =>
        last.Invocation.Number < next.Invocation.Number && last.Firings[^1].Position < next.Firings[0].Position;
}
