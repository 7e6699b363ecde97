using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

/// <summary>Sessions run twice a call, at entry and at return: both are judged.</summary>
public sealed class SessionTests
{
    private static readonly int[] s_threads = [100, 101, 102, 103];

    [Test]
    public void Order_and_count_hold_when_both_runs_are_there()
    {
        new ScriptOrder().Judge(PaperTrace.OneHook("fsession", 3).ToTrace()).ShouldHold();
        new FiringCount().Judge(PaperTrace.OneHook("fsession", 3).ToTrace()).ShouldHold();
    }

    [Test]
    public void A_wrong_order_is_caught_on_either_side([Values(1, 2)] int side, [ValueSource(nameof(s_threads))] int thread) =>
        new ScriptOrder().Judge(PaperTrace.OneHook("kprobe.session", 3).Reverse(firing => firing.ThreadId == thread && firing.Invocation == side).ToTrace())
            .ShouldBeBroken($"kprobe.session: invocation {side} of hrtimer_nanosleep on thread {thread} fired c b a*");

    [Test]
    public void A_return_that_nobody_saw_is_a_missing_firing()
    {
        var paper = PaperTrace.OneHook("fsession", 2);
        paper.Firings.RemoveAll(firing => firing is { ThreadId: 102, Invocation: 10, Probe: 1 });
        new FiringCount().Judge(paper.Renumber().ToTrace()).ShouldBeBroken("b(fsession) fired 9 times on thread 102, which made 5 calls of hrtimer_nanosleep");
    }

    [Test]
    public void Order_is_not_judged_where_returns_left_nothing()
    {
        var paper = PaperTrace.OneHook("uprobe.session", 2);
        paper.Firings.RemoveAll(firing => firing is { ThreadId: 102, Invocation: 10 });
        new ScriptOrder().Judge(paper.Renumber().ToTrace()).ShouldNotBeJudged("thread 102 made 5 calls, but 9 invocations*");
    }

    [Test]
    public void The_kernel_may_run_them_in_one_order_at_entry_and_in_another_at_return() =>
        new RunOrder().Judge(PaperTrace.OneHook("fsession", 3).Reverse(firing => firing.Invocation % 2 == 0).ToTrace()).Findings
            .Select(finding => $"{finding.Name} {finding.Value}").Should().Equal("run-order oldest-first", "run-order-at-return newest-first", "run-order-constant yes");

    [Test]
    public void One_return_that_differs_is_said() =>
        new RunOrder().Judge(PaperTrace.OneHook("fsession", 3).Reverse(firing => firing is { ThreadId: 101, Invocation: 4 }).ToTrace()).Findings
            .Select(finding => $"{finding.Name} {finding.Value}").Should().Equal("run-order oldest-first", "run-order-at-return varies", "run-order-constant no");
}
