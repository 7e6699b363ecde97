using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class ReturnValueTests
{
    private static readonly ReturnValue s_invariant = new();

    [Test]
    public void Errors_are_values_like_others() => s_invariant.Judge(Good().ToTrace()).ShouldHold();

    [Test]
    public void It_catches_each_wrong_value_wherever_it_is()
    {
        for (var i = 0; i < Good().Output.Count; i++)
        {
            var paper = Good();
            paper.Output[i] = paper.Output[i] with { Text = "-22\n" };
            s_invariant.Judge(paper.ToTrace()).ShouldBeBroken("*saw -22, the workload saw *");
        }
    }

    [Test]
    public void It_catches_both_mechanisms_being_wrong_alike() =>
        s_invariant.Judge(Good().Print(_ => "1\n").ToTrace()).ShouldBeBroken("*a(fexit) saw 1, the workload saw -1");

    [Test]
    public void It_catches_values_that_belong_to_the_next_call() =>
        s_invariant.Judge(Good().Print(firing => $"{-(long)firing.Invocation - 1}\n").ToTrace()).ShouldBeBroken("*a(fexit) saw -2, the workload saw -1");

    [Test]
    public void It_catches_a_value_cut_to_32_bits()
    {
        var paper = Good();
        paper.Threads = [.. paper.Threads.Select(thread => thread with { Returned = [-1, -2, -3, -4, 0x1_0000_0005] })];
        s_invariant.Judge(paper.Print(firing => firing.Invocation == 5 ? "5\n" : $"{-(long)firing.Invocation}\n").ToTrace()).ShouldBeBroken("*saw 5, the workload saw 4294967301");
    }

    [Test]
    public void It_catches_an_exit_that_did_not_fire()
    {
        var paper = Good();
        paper.Firings.RemoveAt(21);
        s_invariant.Judge(paper.Renumber().Print(firing => $"{-(long)firing.Invocation}\n").ToTrace()).ShouldBeBroken("invocation 3*: b(kretprobe) did not fire");
    }

    [Test]
    public void A_workload_that_does_not_say_what_it_saw_leaves_it_open()
    {
        var paper = Good();
        paper.Threads = [.. paper.Threads.Select(thread => thread with { Returned = [] })];
        s_invariant.Judge(paper.ToTrace()).ShouldNotBeJudged("*values cannot be matched");
    }

    [TestCase(-4, -516, true)]
    [TestCase(-4, -512, true)]
    [TestCase(-4, -4, true)]
    [TestCase(-4, -515, false)]
    [TestCase(-4, 0, false)]
    [TestCase(-5, -516, false)]
    [TestCase(0, -516, false)]
    public void A_restart_code_inside_the_kernel_is_an_interrupted_call_outside_and_nothing_else(long returned, long inside, bool holds)
    {
        var paper = PaperTrace.Of("fexit", "kretprobe");
        paper.Threads = [.. paper.Threads.Select(thread => thread with { Returned = [.. Enumerable.Repeat(returned, 5)] })];
        s_invariant.Judge(paper.Print(_ => $"{inside}\n").ToTrace()).Kind.Should().Be(holds ? VerdictKind.Holds : VerdictKind.Broken);
    }

    [Test]
    public void One_mechanism_alone_is_nothing_to_judge() =>
        s_invariant.Judge(PaperTrace.OneHook("fexit", 2).Print(_ => "0\n").ToTrace()).ShouldNotBeJudged("nothing was judged*");

    /// <summary>Call number n returns -n, so that a value of another call cannot pass for its own.</summary>
    private static PaperTrace Good()
    {
        var paper = PaperTrace.Of("fexit", "kretprobe");
        paper.Threads = [.. paper.Threads.Select(thread => thread with { Returned = [-1, -2, -3, -4, -5] })];
        return paper.Print(firing => $"{-(long)firing.Invocation}\n");
    }
}
