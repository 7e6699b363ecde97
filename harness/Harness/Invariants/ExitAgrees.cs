using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>
/// Judges scripts one of whose probes calls exit(), under two mechanisms: in the invocation that exits, the same probes fire. Later invocations may or may not be seen, depending on
/// how soon the probes are gone.
/// </summary>
public sealed class ExitAgrees()
    : TraceInvariant(26, "exit-agrees", Layer.Promise, "exit() in one probe: later probes of the same invocation behave the same under every mechanism of a pair.")
{
    /// <inheritdoc/>
    protected override int TracesNeeded => 2;

    /// <inheritdoc/>
    protected override string? Obstacle(Trace trace) => Doubt(trace) ?? (trace.Invocations.Count == 0 ? "nothing was judged: no probe fired on a thread of the workload" : null);

    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        if (Exiting(traces[0]) is not { } mine || Exiting(traces[1]) is not { } other)
            return Verdict.NotJudged(judged, "nothing was judged: each trace must have two or more probes of one mechanism on one hook");
        if (mine.Group.Probes.Count != other.Group.Probes.Count)
            return Verdict.NotJudged(judged, $"the traces cannot be compared: {mine.Group.Probes.Count} probes against {other.Group.Probes.Count}");
        return mine.Labels.SequenceEqual(other.Labels)
            ? Verdict.Holds(judged)
            : Verdict.Broken(judged, Against($"in the invocation that exits {mine.Group.Mechanism} fired {Order.Of(mine.Labels)}, {other.Group.Mechanism} fired {Order.Of(other.Labels)}", other.Labels, mine.Labels, mine.Firings));
    }

    /// <summary>The first invocation of all: it is the one that calls exit().</summary>
    private static GroupRun? Exiting(Trace trace) =>
        ProbeGroup.Of(trace) is [{ Probes.Count: > 1 } group] ? group.RunsIn(trace).FirstOrDefault() : null;
}
