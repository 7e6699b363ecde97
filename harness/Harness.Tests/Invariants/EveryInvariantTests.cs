using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;
using Conformance.Harness.Traces;

namespace Conformance.Harness.Tests.Invariants;

/// <summary>What holds for all invariants: none passes on nothing, and none speaks of order when events are missing.</summary>
public sealed class EveryInvariantTests
{
    private static readonly Dictionary<int, Func<PaperTrace>> s_good = new()
    {
        [1] = () => PaperTrace.OneHook("fexit", 3),
        [2] = () => PaperTrace.OneHook("fexit", 3),
        [3] = () => PaperTrace.OneHook("fexit", 3),
        [4] = () => MapWriteIsReadTests.Chain(),
        [6] = () => PaperTrace.OneHook("fexit", 3),
        [10] = () => PaperTrace.Of("kprobe", "fentry"),
        [11] = () => PaperTrace.Of("fexit", "kretprobe"),
        [14] = () => PaperTrace.Of("fentry", "fexit"),
        [15] = () => PaperTrace.Of("fexit", "kretprobe").Print(_ => "0\n"),
        [16] = () => PaperTrace.Of("fentry", "fexit").Print(_ => "50000\n"),
        [17] = () => PaperTrace.OneHook("fexit", 3),
    };

    // Judged on something else than every invocation of every thread; each has tests of its own for what is tested here.
    private static readonly int[] s_others = [5, 18, 26];

    private static IEnumerable<TraceInvariant> All => InvariantTable.OnTraces.Where(invariant => !s_others.Contains(invariant.Number));

    [TestCaseSource(nameof(All))]
    public void It_holds_on_a_good_trace(TraceInvariant invariant) => Judge(invariant, s_good[invariant.Number]()).ShouldHold();

    [TestCaseSource(nameof(All))]
    public void It_says_how_much_it_judged(TraceInvariant invariant) =>
        Judge(invariant, s_good[invariant.Number]()).Judged.Should().MatchRegex(@"^20 invocations on 4 threads, \d+ firings");

    [TestCaseSource(nameof(All))]
    public void It_does_not_pass_without_any_firing(TraceInvariant invariant)
    {
        var paper = s_good[invariant.Number]();
        paper.Firings.Clear();
        Judge(invariant, paper).Kind.Should().NotBe(VerdictKind.Holds);
    }

    [TestCaseSource(nameof(All))]
    public void It_does_not_pass_without_any_call(TraceInvariant invariant)
    {
        var paper = s_good[invariant.Number]();
        paper.Firings.Clear();
        paper.Threads = [.. paper.Threads.Select(thread => thread with { Calls = 0, Returned = [], Arguments = [] })];
        Judge(invariant, paper).ShouldNotBeJudged("nothing was judged*");
    }

    [TestCaseSource(nameof(All))]
    public void It_does_not_pass_without_any_probe(TraceInvariant invariant)
    {
        var paper = s_good[invariant.Number]();
        paper.Firings.Clear();
        paper.Probes.Clear();
        Judge(invariant, paper).ShouldNotBeJudged("nothing was judged*");
    }

    [TestCaseSource(nameof(All))]
    public void It_does_not_pass_when_one_of_four_threads_left_no_firing(TraceInvariant invariant)
    {
        var paper = s_good[invariant.Number]();
        paper.Firings.RemoveAll(firing => firing.ThreadId == PaperTrace.FirstThread + 2);
        Judge(invariant, paper.Renumber()).Kind.Should().NotBe(VerdictKind.Holds);
    }

    [TestCaseSource(nameof(All))]
    public void It_does_not_pass_when_one_call_left_no_firing(TraceInvariant invariant)
    {
        var paper = s_good[invariant.Number]();
        paper.Firings.RemoveAll(firing => firing.ThreadId == PaperTrace.FirstThread + 3 && firing.Invocation == 5);
        Judge(invariant, paper.Renumber()).Kind.Should().NotBe(VerdictKind.Holds);
    }

    [TestCaseSource(nameof(All))]
    public void It_speaks_of_order_only_if_no_event_was_lost(TraceInvariant invariant)
    {
        var paper = s_good[invariant.Number]();
        paper.Lost = 3;
        if (invariant.Number == 17)
            Judge(invariant, paper).ShouldHold();
        else
            Judge(invariant, paper).ShouldNotBeJudged("3 events lost: order cannot be judged");
    }

    [TestCaseSource(nameof(All))]
    public void It_speaks_of_order_only_if_the_kernel_skipped_no_run(TraceInvariant invariant)
    {
        var paper = s_good[invariant.Number]();
        paper.Skipped = [0, 2];
        if (invariant.Number == 17)
            Judge(invariant, paper).ShouldHold();
        else
            Judge(invariant, paper).ShouldNotBeJudged("the kernel skipped 2 runs of probes*");
    }

    [TestCaseSource(nameof(All))]
    public void It_does_not_trust_a_stream_that_contradicts_itself(TraceInvariant invariant)
    {
        var paper = s_good[invariant.Number]();
        paper.Firings[2] = paper.Firings[2] with { Sequence = paper.Firings[1].Sequence };
        Judge(invariant, paper).ShouldNotBeJudged("the stream is damaged*");
    }

    [Test]
    public void Numbers_and_names_are_unique() =>
        InvariantTable.All.Should().OnlyHaveUniqueItems(invariant => invariant.Number).And.OnlyHaveUniqueItems(invariant => invariant.Name);

    [Test]
    public void A_wrong_number_of_traces_is_a_mistake_of_the_suite()
    {
        var act = () => new PairAgrees().Judge(PaperTrace.OneHook("fexit", 3).ToTrace());
        act.Should().Throw<ArgumentException>().WithMessage("*2-pair-agrees judges 2 traces, not 1*");
    }

    private static Verdict Judge(TraceInvariant invariant, PaperTrace paper)
    {
        Trace[] traces = invariant.Number == 2 ? [paper.ToTrace(), PaperTrace.OneHook("kretprobe", 3).ToTrace()] : [paper.ToTrace()];
        return invariant.Judge(traces);
    }
}
