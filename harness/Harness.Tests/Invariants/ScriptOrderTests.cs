using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class ScriptOrderTests
{
    private static readonly ScriptOrder s_invariant = new();

    [Test]
    public void It_holds_for_32_probes_on_4_threads() => s_invariant.Judge(PaperTrace.OneHook("kprobe", 32).ToTrace()).ShouldHold();

    [Test]
    public void It_catches_probes_that_fire_newest_first_everywhere() =>
        s_invariant.Judge(PaperTrace.OneHook("fexit", 3).Reverse(_ => true).ToTrace())
            .ShouldBeBroken("fexit: invocation 1 of hrtimer_nanosleep on thread 100 fired c b a, the script says a b c");

    [Test]
    public void It_catches_a_trace_that_is_reversed_as_a_whole()
    {
        var paper = PaperTrace.OneHook("fexit", 2);
        paper.Firings.Reverse();
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("*fired b a, the script says a b");
    }

    [Test]
    public void It_catches_calls_in_the_wrong_order_even_if_each_call_is_right()
    {
        var paper = PaperTrace.OneHook("fexit", 2, threads: 1);
        paper.Firings = [.. paper.Firings.OrderByDescending(firing => firing.Invocation)];
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("fexit: invocation 4*overlaps invocation 5");
    }

    [Test]
    public void It_catches_two_calls_that_interleave_on_a_thread()
    {
        var paper = PaperTrace.OneHook("fexit", 2, threads: 1);
        s_invariant.Judge(paper.Swap(1, 2).ToTrace()).ShouldBeBroken("fexit: invocation 2*overlaps invocation 1");
    }

    [Test]
    public void It_catches_the_wrong_order_in_the_last_of_many_calls()
    {
        var verdict = s_invariant.Judge(PaperTrace.OneHook("fexit", 3, threads: 1, calls: 500).Reverse(firing => firing.Invocation == 500).ToTrace());
        verdict.ShouldBeBroken("*invocation 500 of*fired c b a*");
        verdict.CounterExample!.Firings.Should().Equal(1497, 1498, 1499);
    }

    [Test]
    public void It_catches_the_wrong_order_on_one_thread_of_four()
    {
        var verdict = s_invariant.Judge(PaperTrace.OneHook("fexit", 3).Reverse(firing => firing.ThreadId == 103).ToTrace());
        verdict.ShouldBeBroken("*on thread 103 fired c b a*");
        verdict.CounterExample!.Expected.Should().Equal("a", "b", "c");
        verdict.CounterExample.Observed.Should().Equal("c", "b", "a");
    }

    [Test]
    public void It_catches_a_firing_that_is_missing()
    {
        var paper = PaperTrace.OneHook("fexit", 3);
        paper.Firings.RemoveAt(28);
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("*fired a c, the script says a b c");
    }

    [Test]
    public void It_catches_a_firing_that_happened_twice()
    {
        var paper = PaperTrace.OneHook("fexit", 3);
        paper.Firings.Insert(29, paper.Firings[28]);
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("*fired a b b c, the script says a b c");
    }

    [Test]
    public void It_catches_a_probe_under_another_s_name()
    {
        var paper = PaperTrace.OneHook("fexit", 3);
        paper.Firings[28] = paper.Firings[28] with { Probe = 0 };
        s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("*fired a a c, the script says a b c");
    }

    [Test]
    public void It_judges_each_mechanism_of_a_hook_by_itself()
    {
        // The kernel decides between mechanisms (invariants 10 and 11), the script only within one.
        var paper = PaperTrace.Of("fentry", "fentry", "kprobe", "kprobe");
        paper.Firings = [.. paper.Firings.GroupBy(firing => (firing.Invocation, firing.ThreadId)).SelectMany(call => call.OrderBy(firing => (firing.Probe + 2) % 4))];
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldHold();
    }

    [Test]
    public void One_probe_alone_has_no_order() =>
        s_invariant.Judge(PaperTrace.OneHook("fexit", 1).ToTrace()).ShouldNotBeJudged("nothing was judged: no hook has two probes of one mechanism");

    [Test]
    public void A_long_order_is_cut_in_the_sentence_but_whole_in_the_counter_example()
    {
        var verdict = s_invariant.Judge(PaperTrace.OneHook("fexit", 32).Reverse(_ => true).ToTrace());
        verdict.ShouldBeBroken("*fired af ae ad ac ab aa z y … (32 in all), the script says a b c d e f g h … (32 in all)");
        verdict.CounterExample!.Observed.Should().HaveCount(32);
    }
}
