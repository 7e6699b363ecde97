using Conformance.Harness.Results;
using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>An invariant that is judged on what probes recorded while a workload ran.</summary>
public abstract class TraceInvariant(int number, string shortName, Layer layer, string sentence) : Invariant(number, shortName, layer, sentence)
{
    /// <summary>How many traces it compares.</summary>
    protected virtual int TracesNeeded => 1;

    /// <summary>Whether lost events forbid a verdict: true for all that speak of order, false for those that count.</summary>
    protected virtual bool NeedsEveryEvent => true;

    /// <summary>Judges traces. Pure: same traces, same verdict.</summary>
    /// <exception cref="ArgumentException">Wrong number of traces: a mistake in a suite.</exception>
    public Verdict Judge(params IReadOnlyList<Trace> traces)
    {
        if (traces.Count != TracesNeeded)
            throw new ArgumentException($"Invariant {Name} judges {Trace.Count(TracesNeeded, "trace")}, not {traces.Count}.", nameof(traces));
        var judged = string.Join("; ", traces.Select(trace => trace.ToString()));
        foreach (var trace in traces)
        {
            if (Obstacle(trace) is { } problem)
                return Verdict.NotJudged(judged, problem);
        }

        return Examine(traces, judged);
    }

    /// <summary>Judges traces that are whole and not empty.</summary>
    /// <param name="judged">How much there is.</param>
    protected abstract Verdict Examine(IReadOnlyList<Trace> traces, string judged);

    /// <summary>A counter-example made of firings of one trace.</summary>
    protected static CounterExample Against(string message, IEnumerable<string> expected, IEnumerable<string> observed, IEnumerable<TraceFiring> marked, int trace = 0) =>
        new(message, [.. expected], [.. observed], trace, [.. marked.Select(firing => firing.Position)]);

    /// <summary>Why nothing can be said about a trace, or <c>null</c>.</summary>
    protected virtual string? Obstacle(Trace trace)
    {
        if (Doubt(trace) is { } doubt)
            return doubt;
        if (!NeedsEveryEvent)
            return trace.Workload.Threads.Sum(thread => thread.Calls) == 0 ? "nothing was judged: the workload made no call" : null;
        return trace.Invocations.Count == 0 ? "nothing was judged: no probe fired on a thread of the workload" : Silence(trace);
    }

    /// <summary>Why the stream of firings cannot be trusted, or not where order is judged, or <c>null</c>.</summary>
    protected string? Doubt(Trace trace)
    {
        if (trace.Damage is { } damage)
            return $"the stream is damaged: {damage}";
        if (!NeedsEveryEvent)
            return null;
        if (trace.Lost > 0)
            return $"{Trace.Count((long)trace.Lost, "event")} lost: order cannot be judged";
        return trace.Skipped > 0 ? $"the kernel skipped {Trace.Count((long)trace.Skipped, "run")} of probes that were already running on the CPU: order cannot be judged" : null;
    }

    /// <summary>"Every invocation" is a claim about every call that the workload made, so each call must have left something.</summary>
    private static string? Silence(Trace trace)
    {
        var seen = new Dictionary<(string Hook, int ThreadId), int>();
        foreach (var invocation in trace.Invocations)
            seen[(invocation.Hook, invocation.ThreadId)] = seen.GetValueOrDefault((invocation.Hook, invocation.ThreadId)) + 1;
        foreach (var probes in trace.Probes.Where(probe => probe.Moment != Moment.Other).GroupBy(probe => probe.Hook))
        {
            var (hook, runs) = (probes.Key, probes.Max(probe => probe.RunsPerCall));
            foreach (var thread in trace.Workload.Threads)
            {
                var invocations = seen.GetValueOrDefault((hook, thread.ThreadId));
                if (invocations < thread.Calls * runs)
                    return $"thread {thread.ThreadId} made {Trace.Count(thread.Calls, "call")}, but {Trace.Count(invocations, "invocation")} of {hook} left a firing: not every invocation can be judged";
            }
        }

        return null;
    }
}
