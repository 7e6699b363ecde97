namespace Conformance.Harness.Traces;

/// <summary>All probes of one mechanism on one hook, in written order.</summary>
public sealed record ProbeGroup(string Mechanism, string Hook, IReadOnlyList<TraceProbe> Probes)
{
    /// <summary>Labels in written order.</summary>
    public IReadOnlyList<string> Labels { get; } = [.. Probes.Select(probe => probe.Label)];

    /// <summary>The groups of a trace, in written order of their first probes; probes that belong to no call are left out.</summary>
    public static IReadOnlyList<ProbeGroup> Of(Trace trace) =>
        [.. trace.Probes.Where(probe => probe.Moment != Moment.Other)
            .GroupBy(probe => (probe.Mechanism, probe.Hook))
            .Select(group => new ProbeGroup(group.Key.Mechanism, group.Key.Hook, [.. group.OrderBy(probe => probe.Index)]))];

    /// <summary>What this group did in each of its hook's calls, calls in stream order.</summary>
    public IEnumerable<GroupRun> RunsIn(Trace trace) =>
        from invocation in trace.Invocations
        where invocation.Hook == Hook
        select new GroupRun(this, invocation, [.. invocation.Of(Mechanism)]);
}

/// <summary>What one group of probes did in one call.</summary>
/// <param name="Firings">In stream order; empty if none of them fired.</param>
public sealed record GroupRun(ProbeGroup Group, Invocation Invocation, IReadOnlyList<TraceFiring> Firings)
{
    /// <summary>Labels in the order in which they fired.</summary>
    public IReadOnlyList<string> Labels { get; } = [.. Firings.Select(firing => firing.Probe.Label)];

    /// <summary>Whether each probe of the group fired exactly once.</summary>
    public bool IsComplete => Firings.Count == Group.Probes.Count && Labels.Distinct().Count() == Firings.Count;
}
