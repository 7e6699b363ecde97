using System.Globalization;
using Conformance.Engine;
using Conformance.Harness.Traces;

namespace Conformance.Harness.Mutations;

/// <summary>The table of mutations. Each says which sentences it makes false; what does not change an invariant's meaning (a swap, for one that counts) is none of its business.</summary>
public static class MutationTable
{
    private const int UncalledOrder = 5, KprobeBeforeFentry = 10, FexitBeforeKretprobe = 11, LossesCounted = 18, ExitAgrees = 26;

    // No thread of a workload: the guest's first process.
    private const int Stranger = 1;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("swap", [1, 2, 3, 5, 6, 26], (trace, invariant) => Pairs(trace, invariant).Select(pair => Edit(trace, $"{At(trace, pair.First)} and {At(trace, pair.Second)} happen in each other's place", editor => editor.Swap(pair.First, pair.Second)))),
        new("swap-mechanisms", [10, 11, 14], (trace, invariant) => Opposites(trace, invariant).Select(pair => Edit(trace, $"{At(trace, pair.First)} and {At(trace, pair.Second)} happen in each other's place", editor => editor.Swap(pair.First, pair.Second)))),
        new("delay", [1, 2, 3, 6], (trace, invariant) => Runs(trace, invariant).Select(run => Edit(trace, $"{At(trace, run[0])} happens behind {At(trace, run[^1])}", editor => editor.Move(run[0], run[^1])))),
        new("drop", [1, 2, 3, 4, 5, 6, 10, 11, 14, 15, 16, 17, 18, 26], (trace, invariant) => Places(trace, invariant).Select(place => Edit(trace, $"{At(trace, place)} does not happen", editor => editor.Drop(place)))),
        new("lose", [1, 2, 3, 4, 5, 6, 10, 11, 14, 15, 16, 17, 18, 26], (trace, invariant) => Places(trace, invariant).Where(place => !IsLast(trace, place)).Select(place => Lose(trace, place))),
        new("double", [1, 2, 3, 4, 5, 6, 10, 11, 14, 15, 16, 17, 26], (trace, invariant) => Places(trace, invariant).Select(place => Edit(trace, $"{At(trace, place)} happens twice", editor => editor.Double(place)))),
        new("relabel", [1, 2, 3, 4, 5, 6, 10, 11, 14, 15, 16, 17, 26], (trace, invariant) => from place in Places(trace, invariant)
            let other = Other(trace, place)
            where other is not null
            select Edit(trace, $"{At(trace, place)} is said to be probe {other.Label}", editor => editor.Change(place, firing => firing with { Probe = other.Index }))),
        new("other-thread", [1, 2, 3, 4, 6, 10, 11, 14, 15, 16, 17, 26], (trace, invariant) => Places(trace, invariant).Select(place => Edit(trace, $"{At(trace, place)} is said to be of thread {Stranger}", editor => editor.Change(place, firing => firing with { ThreadId = Stranger })))),
        new("other-call", [1, 2, 3, 4, 6, 10, 11, 14, 15, 16, 17], (trace, invariant) => Places(trace, invariant).Where(place => HasNext(trace, place)).Select(place => Edit(trace, $"{At(trace, place)} is said to be of the next call", editor => editor.Change(place, firing => firing with { Invocation = firing.Invocation + 1 })))),
        new("other-value", [4, 15, 16], (trace, invariant) => from place in Places(trace, invariant)
            let printed = TraceEditor.Printed(trace.Result, trace.Result.Firings[place])
            where long.TryParse(printed?.TrimEnd('\n'), CultureInfo.InvariantCulture, out _)
            let number = long.Parse(printed!.TrimEnd('\n'), CultureInfo.InvariantCulture)
            select Edit(trace, $"{At(trace, place)} prints {number + 1}, not {number}", editor => editor.Print(place, $"{number + 1}\n"))),
    ];

    private static Mutant Edit(Trace trace, string what, Func<TraceEditor, TraceEditor> change) => new(what, () => change(new TraceEditor(trace.Result)).ToResult());

    /// <summary>Taken out with its number: what a tracer leaves that loses an event without a word.</summary>
    private static Mutant Lose(Trace trace, int place) =>
        new($"{At(trace, place)} is lost without a word", () => trace.Result with { Firings = [.. trace.Result.Firings.Where((_, other) => other != place)] });

    /// <summary>The places in the stream that the invariant judges.</summary>
    private static IEnumerable<int> Places(Trace trace, int invariant) => invariant switch
    {
        UncalledOrder => trace.Result.Firings.Index().Where(firing => trace.Probes.Any(probe => probe.Index == firing.Item.Probe && probe.Moment == Moment.Other)).Select(firing => firing.Index),
        ExitAgrees => Runs(trace, invariant).SelectMany(run => run),
        KprobeBeforeFentry => Of(trace, "kprobe", "fentry"),
        FexitBeforeKretprobe => Of(trace, "fexit", "kretprobe"),
        LossesCounted when (ulong)trace.Result.Firings.Count + trace.Result.Lost > Due(trace) => [],
        _ => trace.Firings.Select(firing => firing.Position),
    };

    /// <summary>What each group of probes did in each call, as places; for the invariant of exit() in the first call only, which is all that it judges.</summary>
    private static IEnumerable<IReadOnlyList<int>> Runs(Trace trace, int invariant)
    {
        var runs = ProbeGroup.Of(trace).SelectMany(group => group.RunsIn(trace)).Where(run => run.Firings.Count > 1).Select(run => (IReadOnlyList<int>)[.. run.Firings.Select(firing => firing.Position)]);
        return invariant == ExitAgrees ? runs.Take(1) : runs;
    }

    /// <summary>Neighbours of one group in one call, or of one attach point that falls due.</summary>
    private static IEnumerable<(int First, int Second)> Pairs(Trace trace, int invariant) => invariant == UncalledOrder
        ? Places(trace, invariant).GroupBy(place => (Hook(trace, place), trace.Result.Firings[place].Cpu)).SelectMany(group => group.Zip(group.Skip(1))).Where(pair => trace.Result.Firings[pair.First].Probe != trace.Result.Firings[pair.Second].Probe)
        : Runs(trace, invariant).SelectMany(run => run.Zip(run.Skip(1)));

    /// <summary>The last of one kind and the first of the other in one call.</summary>
    private static IEnumerable<(int First, int Second)> Opposites(Trace trace, int invariant) =>
        from call in trace.Invocations
        let sides = invariant switch
        {
            KprobeBeforeFentry => (First: Of(call, "kprobe"), Second: Of(call, "fentry")),
            FexitBeforeKretprobe => (First: Of(call, "fexit"), Second: Of(call, "kretprobe")),
            _ => (First: Of(call, Moment.Entry), Second: Of(call, Moment.Exit)),
        }
        where sides.First.Length > 0 && sides.Second.Length > 0
        select (sides.First[^1], sides.Second[0]);

    private static IEnumerable<int> Of(Trace trace, params string[] mechanisms) => trace.Firings.Where(firing => mechanisms.Contains(firing.Probe.Mechanism)).Select(firing => firing.Position);

    private static int[] Of(Invocation call, string mechanism) => [.. call.Of(mechanism).Select(firing => firing.Position)];

    private static int[] Of(Invocation call, Moment moment) => [.. call.Firings.Where(firing => firing.Probe.Moment == moment).Select(firing => firing.Position)];

    private static TraceProbe? Other(Trace trace, int place)
    {
        var own = trace.Probes.Single(probe => probe.Index == trace.Result.Firings[place].Probe);
        var group = trace.Probes.Where(probe => (probe.Mechanism, probe.Hook) == (own.Mechanism, own.Hook) && probe != own);
        return group.Concat(trace.Probes.Where(probe => probe.Hook == own.Hook && probe != own)).FirstOrDefault();
    }

    private static bool HasNext(Trace trace, int place)
    {
        var firing = trace.Result.Firings[place];
        return trace.Firings.Any(other => other.Firing.Probe == firing.Probe && other.Firing.ThreadId == firing.ThreadId && other.Firing.Invocation == firing.Invocation + 1);
    }

    // What is lost behind everything else that its CPU recorded leaves no gap.
    private static bool IsLast(Trace trace, int place) => trace.Result.Firings.All(firing => firing.Cpu != trace.Result.Firings[place].Cpu || firing.Sequence <= trace.Result.Firings[place].Sequence);

    private static ulong Due(Trace trace) => (ulong)(trace.Workload.Threads.Sum(thread => thread.Calls) * trace.Probes.Sum(probe => probe.RunsPerCall));

    private static (string, string) Hook(Trace trace, int place) =>
        trace.Probes.Where(probe => probe.Index == trace.Result.Firings[place].Probe).Select(probe => (probe.Mechanism, probe.Hook)).Single();

    private static string At(Trace trace, int place)
    {
        var firing = trace.Result.Firings[place];
        var probe = trace.Probes.FirstOrDefault(probe => probe.Index == firing.Probe);
        return $"firing {place} ({probe}, call {firing.Invocation} of thread {firing.ThreadId})";
    }
}
