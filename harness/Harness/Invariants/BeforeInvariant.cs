using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>A law of the form "at each call, all probes of these mechanisms run before all probes of those".</summary>
public abstract class BeforeInvariant(int number, string shortName, Layer layer, string sentence, IReadOnlyList<string> first, IReadOnlyList<string> second)
    : TraceInvariant(number, shortName, layer, sentence)
{
    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        var hooks = trace.Probes.GroupBy(probe => probe.Hook)
            .Where(hook => hook.Any(probe => first.Contains(probe.Mechanism)) && hook.Any(probe => second.Contains(probe.Mechanism)))
            .ToDictionary(hook => hook.Key, hook => hook.Count(probe => first.Contains(probe.Mechanism) || second.Contains(probe.Mechanism)));
        if (hooks.Count == 0)
            return Verdict.NotJudged(judged, $"nothing was judged: no hook has both {string.Join('/', first)} and {string.Join('/', second)}");
        foreach (var invocation in trace.Invocations.Where(invocation => hooks.ContainsKey(invocation.Hook)))
        {
            var firings = invocation.Firings.Where(firing => first.Contains(firing.Probe.Mechanism) || second.Contains(firing.Probe.Mechanism)).ToArray();
            var expected = firings.OrderBy(firing => second.Contains(firing.Probe.Mechanism)).Select(firing => firing.Probe.ToString()).ToArray();
            if (firings.Select(firing => firing.Probe.Index).Distinct().Count() != hooks[invocation.Hook] || firings.Length != hooks[invocation.Hook])
                return Verdict.NotJudged(judged, $"{invocation} fired {Order.Of([.. firings.Select(firing => firing.Probe.ToString())])}: each probe must fire once to be compared");
            var lastOfFirst = firings.Last(firing => first.Contains(firing.Probe.Mechanism));
            var firstOfSecond = firings.First(firing => second.Contains(firing.Probe.Mechanism));
            if (lastOfFirst.Position > firstOfSecond.Position)
                return Verdict.Broken(judged, Against($"{invocation}: {firstOfSecond.Probe} ran before {lastOfFirst.Probe}", expected, firings.Select(firing => firing.Probe.ToString()), [firstOfSecond, lastOfFirst]));
        }

        return Verdict.Holds(judged);
    }
}
