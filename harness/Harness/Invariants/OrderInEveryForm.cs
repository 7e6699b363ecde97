using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>Written order is firing order however the script is written: attach points joined by commas, wildcards that overlap an exact name, predicates that leave some probes out.</summary>
/// <param name="fires">Which probes a predicate lets fire, by invocation; <c>null</c> where there is none.</param>
public sealed class OrderInEveryForm(Func<TraceProbe, Invocation, bool>? fires = null)
    : TraceInvariant(3, "order-in-every-form", Layer.Promise, "The same through commas, wildcards that overlap an exact name, and a predicate that skips some of them.")
{
    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        // A wildcard may also find functions that the workload does not call.
        var reached = trace.Invocations.Select(invocation => invocation.Hook).ToHashSet(StringComparer.Ordinal);
        var groups = ProbeGroup.Of(trace).Where(group => group.Probes.Count > 1 && reached.Contains(group.Hook)).ToArray();
        if (groups.Length == 0)
            return Verdict.NotJudged(judged, "nothing was judged: no hook has two probes of one mechanism");
        foreach (var group in groups)
        {
            foreach (var run in group.RunsIn(trace))
            {
                var expected = group.Probes.Where(probe => fires is null || fires(probe, run.Invocation)).Select(probe => probe.Label).ToArray();
                if (!run.Labels.SequenceEqual(expected))
                    return Verdict.Broken(judged, Against($"{group.Mechanism}: {run.Invocation} fired {Order.Of(run.Labels)}, the script says {Order.Of(expected)}", expected, run.Labels, run.Firings.Count > 0 ? run.Firings : run.Invocation.Firings));
            }
        }

        return Verdict.Holds(judged);
    }
}
