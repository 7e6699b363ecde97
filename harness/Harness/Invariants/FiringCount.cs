using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>Counts: the workload's own number is the truth. A lost event is a missing firing, so losses do not forbid this verdict.</summary>
public sealed class FiringCount()
    : TraceInvariant(17, "firing-count", Layer.Promise, "Firings = the workload's own count x probes, with K threads pinned to all CPUs.")
{
    /// <inheritdoc/>
    protected override bool NeedsEveryEvent => false;

    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        var probes = trace.Probes.Where(probe => probe.Moment != Moment.Other).ToArray();
        if (probes.Length == 0)
            return Verdict.NotJudged(judged, "nothing was judged: the script has no probe on a hook");
        var byThread = trace.Firings.ToLookup(firing => (firing.Firing.ThreadId, firing.Probe.Index));
        foreach (var thread in trace.Workload.Threads)
        {
            foreach (var probe in probes)
            {
                var firings = byThread[(thread.ThreadId, probe.Index)].ToArray();
                var name = $"{probe.Label}({probe.Mechanism})";
                var due = thread.Calls * probe.RunsPerCall;
                if (firings.Length != due)
                    return Verdict.Broken(judged, Against($"{name} fired {Times(firings.Length)} on thread {thread.ThreadId}, which made {Trace.Count(thread.Calls, "call")} of {probe.Hook}{Losses(trace)}", [$"{name} x {due}"], [$"{name} x {firings.Length}"], firings));
                if (firings.Select(firing => firing.Firing.Invocation).Distinct().Count() != firings.Length)
                    return Verdict.Broken(judged, Against($"{name} fired twice in one invocation on thread {thread.ThreadId}", [$"{Trace.Count(due, "invocation")}"], firings.Select(firing => $"invocation {firing.Firing.Invocation}"), firings));
                if (thread.Cpu >= 0 && firings.Where(firing => firing.Firing.Cpu != thread.Cpu).ToArray() is [var stray, ..] strays)
                    return Verdict.Broken(judged, Against($"{name} fired on CPU {stray.Firing.Cpu} for thread {thread.ThreadId}, which is pinned to CPU {thread.Cpu}", [$"CPU {thread.Cpu}"], [$"CPU {stray.Firing.Cpu}"], strays));
            }
        }

        var cpus = trace.Workload.Threads.Where(thread => thread.Cpu >= 0).Select(thread => thread.Cpu).Distinct().Count();
        return Verdict.Holds(cpus == 0 ? judged : $"{judged}, on {(cpus == 1 ? "1 CPU" : $"{cpus} CPUs")}");
    }

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";

    private static string Losses(Trace trace) =>
        (trace.Lost == 0 ? "" : $"; {Trace.Count((long)trace.Lost, "event")} lost") +
        (trace.Skipped == 0 ? "" : $"; the kernel skipped {Trace.Count((long)trace.Skipped, "run")} of probes that were already running on the CPU");
}
