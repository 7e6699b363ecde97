namespace Conformance.Harness.Traces;

/// <summary>A probe as a trace names it.</summary>
/// <param name="Index">Written order, from 0.</param>
/// <param name="Label"><c>a</c>, <c>b</c>, … <c>z</c>, <c>aa</c>, …</param>
public sealed record TraceProbe(int Index, string Label, string Mechanism, string Hook)
{
    /// <summary>When it runs.</summary>
    public Moment Moment { get; } = Moments.Of(Mechanism, Hook);

    /// <summary>How often it runs for one call of its hook; each run is an invocation of its own.</summary>
    public int RunsPerCall => Moment switch { Moment.Other => 0, Moment.Both => 2, _ => 1 };

    /// <summary>For sentences: <c>a(fexit)</c>.</summary>
    public override string ToString() => $"{Label}({Mechanism})";

    /// <summary>The label of the probe at <paramref name="index"/>.</summary>
    public static string LabelOf(int index) =>
        index < 26 ? ((char)('a' + index)).ToString() : LabelOf(index / 26 - 1) + LabelOf(index % 26);
}

/// <summary>One judged firing.</summary>
/// <param name="Position">Its index in <see cref="Protocol.JobResult.Firings"/>: its place in the stream, and what counter-examples point at.</param>
public readonly record struct TraceFiring(int Position, TraceProbe Probe, Engine.Firing Firing);

/// <summary>All firings of one call of one hook on one thread, entry and exit side by side, in stream order.</summary>
/// <param name="Number">From 1 on each thread and hook, as the probes themselves counted.</param>
public sealed record Invocation(string Hook, int ThreadId, uint Number, IReadOnlyList<TraceFiring> Firings)
{
    /// <summary>The firings of one mechanism, in stream order.</summary>
    public IEnumerable<TraceFiring> Of(string mechanism) => Firings.Where(firing => firing.Probe.Mechanism == mechanism);

    /// <summary>For sentences: <c>invocation 3 of hrtimer_nanosleep on thread 104</c>.</summary>
    public override string ToString() => $"invocation {Number} of {Hook} on thread {ThreadId}";
}
