using Conformance.Harness.Traces;

namespace Conformance.Harness.Invariants;

/// <summary>Finds out, per mechanism, whether the program attached last runs first. Needs three probes: two cannot show an order that is neither.</summary>
public sealed class RunOrder()
    : TraceInvariant(6, "run-order", Layer.Fact, "Run order relative to attach order, per mechanism, and whether it is the same at every invocation.")
{
    /// <inheritdoc/>
    public override string Behind =>
        "kernel/bpf/trampoline.c (bpf_trampoline_link_prog), kernel/bpf/core.c (bpf_prog_array_copy), kernel/kprobes.c (aggregated kprobes), kernel/trace/ftrace.c (add_ftrace_ops), kernel/events/uprobes.c (consumer_add), kernel/events/core.c (swevent_hlist), kernel/tracepoint.c (func_add)";

    /// <summary>Name of the fact that holds the order.</summary>
    public const string OrderFact = "run-order";

    /// <summary>Name of the fact that holds the order of sessions when their function returns; <see cref="OrderFact"/> is at its entry then.</summary>
    public const string ReturnFact = "run-order-at-return";

    /// <summary>Name of the fact that says whether each invocation had the same order.</summary>
    public const string ConstantFact = "run-order-constant";

    /// <inheritdoc/>
    protected override Verdict Examine(IReadOnlyList<Trace> traces, string judged)
    {
        var trace = traces[0];
        var groups = ProbeGroup.Of(trace).Where(group => group.Probes.Count > 2).ToArray();
        if (groups.Length == 0)
            return Verdict.NotJudged(judged, "nothing was judged: no hook has three probes of one mechanism");
        var rank = trace.Result.AttachSequence.Index().ToDictionary(attached => attached.Item, attached => attached.Index);
        var findings = new List<Finding>();
        foreach (var group in groups)
        {
            if (trace.Result.Joined.FirstOrDefault(program => group.Probes.Count(probe => program.Contains(probe.Index)) > 1) is { } program)
                return Verdict.NotJudged(judged, $"{group.Mechanism}: {program.Count} probes share one program, so their order is not the kernel's: attach them as written");
            if (group.Probes.FirstOrDefault(probe => !rank.ContainsKey(probe.Index)) is { } unknown)
                return Verdict.NotJudged(judged, $"the engine did not say when it attached probe {unknown.Label}");
            var sides = new[] { new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal) };
            foreach (var run in group.RunsIn(trace))
            {
                if (!run.IsComplete)
                    return Verdict.NotJudged(judged, $"{group.Mechanism}: {run.Invocation} fired {Order.Of(run.Labels)}: an order needs each probe once");
                // Sessions count entry and return: odd and even.
                var side = group.Probes[0].Moment == Moment.Both && run.Invocation.Number % 2 == 0 ? 1 : 0;
                sides[side].Add(Direction([.. run.Firings.Select(firing => rank[firing.Probe.Index])]));
            }

            findings.Add(new Finding(group.Mechanism, OrderFact, Single(sides[0])));
            if (sides[1].Count > 0)
                findings.Add(new Finding(group.Mechanism, ReturnFact, Single(sides[1])));
            findings.Add(new Finding(group.Mechanism, ConstantFact, sides.All(orders => orders.Count < 2) ? "yes" : "no"));
        }

        return Verdict.Holds(judged, findings);
    }

    private static string Single(HashSet<string> orders) => orders.Count == 1 ? orders.First() : "varies";

    private static string Direction(int[] ranks)
    {
        bool ascending = true, descending = true;
        for (var i = 1; i < ranks.Length; i++)
        {
            ascending &= ranks[i] > ranks[i - 1];
            descending &= ranks[i] < ranks[i - 1];
        }

        return ascending ? "oldest-first" : descending ? "newest-first" : "other";
    }
}
