using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>Judges a storm into a buffer that is too small for it: what arrived and what the tracer says was lost add up to what happened.</summary>
public sealed class LossesCounted()
    : TraceInvariant(18, "losses-counted", Layer.Promise, "What is lost is counted and said, never silent (small buffer, storm).")
{
    /// <inheritdoc/>
    protected override bool NeedsEveryEvent => false;

    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        var probes = trace.Probes.Sum(probe => probe.RunsPerCall);
        var calls = trace.Workload.Threads.Sum(thread => (long)thread.Calls);
        var said = (long)trace.Result.Lost;
        judged = $"{judged}; {Trace.Count(calls, "call")}, {Trace.Count(said, "event")} said to be lost";
        if (probes == 0)
            return Verdict.NotJudged(judged, "nothing was judged: the script has no probe on a hook");
        if (trace.Skipped > 0)
            return Verdict.NotJudged(judged, $"the kernel skipped {Trace.Count((long)trace.Skipped, "run")} of probes: what arrived cannot be added up");
        // Other threads may pass the hook, too; then more happened than the workload did, never less.
        var happened = trace.Result.Firings.Count + said;
        var due = calls * probes;
        if (happened < due)
            return Verdict.Broken(judged, Against($"{Trace.Count(due, "firing")} were due, {trace.Result.Firings.Count} arrived and {said} are said to be lost: {due - happened} are missing without a word", [$"{due}"], [$"{trace.Result.Firings.Count} + {said}"], trace.Firings.Take(1)));
        if (trace.Lost > trace.Result.Lost)
            return Verdict.Broken(judged, Against($"the numbers of the firings show {Trace.Count((long)trace.Lost, "missing event")}, the tracer says {said}", [$"{trace.Lost} lost"], [$"{said} lost"], trace.Firings.Take(1)));
        return said == 0 ? Verdict.NotJudged(judged, "nothing was judged: the storm was too small, no event was lost") : Verdict.Holds(judged);
    }
}
