using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>Judges scripts with probes at both ends of a hook. Workloads start after attachment, so no call is already running.</summary>
public sealed class EntryBeforeExit()
    : TraceInvariant(14, "entry-before-exit", Layer.Promise, "Entry before exit for every invocation on a task; every exit has its entry, but for calls already running at attach time.")
{
    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        var hooks = trace.Probes.GroupBy(probe => probe.Hook)
            .Where(hook => hook.Any(probe => probe.Moment == Moment.Entry) && hook.Any(probe => probe.Moment == Moment.Exit))
            .ToDictionary(hook => hook.Key, hook => hook.Where(probe => probe.Moment != Moment.Other).ToArray());
        if (hooks.Count == 0)
            return Verdict.NotJudged(judged, "nothing was judged: no hook has probes at entry and at exit");
        var before = new Dictionary<(string, int), Invocation>();
        foreach (var invocation in trace.Invocations.Where(invocation => hooks.ContainsKey(invocation.Hook)))
        {
            if (Violation(invocation, hooks[invocation.Hook]) is { } message)
                return Verdict.Broken(judged, Against($"{invocation}: {message}", hooks[invocation.Hook].OrderBy(probe => probe.Moment).Select(probe => probe.ToString()), invocation.Firings.Select(firing => firing.Probe.ToString()), invocation.Firings));
            var key = (invocation.Hook, invocation.ThreadId);
            if (before.TryGetValue(key, out var last) && (last.Number >= invocation.Number || last.Firings[^1].Position > invocation.Firings[0].Position))
                return Verdict.Broken(judged, Against($"{invocation} begins before invocation {last.Number} has ended", ["entry", "exit", "entry", "exit"], [.. last.Firings.Concat(invocation.Firings).OrderBy(firing => firing.Position).Select(firing => firing.Probe.ToString())], [last.Firings[^1], invocation.Firings[0]]));
            before[key] = invocation;
        }

        return Verdict.Holds(judged);
    }

    private static string? Violation(Invocation invocation, TraceProbe[] probes)
    {
        var exited = false;
        var fired = new HashSet<int>();
        foreach (var firing in invocation.Firings)
        {
            if (!fired.Add(firing.Probe.Index))
                return $"{firing.Probe} fired twice";
            if (exited && firing.Probe.Moment == Moment.Entry)
                return $"{firing.Probe} fired after an exit";
            exited |= firing.Probe.Moment == Moment.Exit;
        }

        return probes.FirstOrDefault(probe => !fired.Contains(probe.Index)) is { } silent
            ? $"{silent} did not fire, so an {(silent.Moment == Moment.Entry ? "exit has no entry" : "entry has no exit")}"
            : null;
    }
}
