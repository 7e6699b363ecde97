using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class EntryBeforeExitTests
{
    private static readonly EntryBeforeExit s_invariant = new();

    [Test]
    public void It_holds_with_several_probes_at_both_ends() => s_invariant.Judge(PaperTrace.Of("fentry", "kprobe", "fexit", "kretprobe").ToTrace()).ShouldHold();

    [Test]
    public void It_catches_an_exit_that_comes_first()
    {
        var paper = PaperTrace.Of("fentry", "fexit");
        s_invariant.Judge(paper.Swap(36, 32).ToTrace()).ShouldBeBroken("invocation 5 of hrtimer_nanosleep on thread 100: a(fentry) fired after an exit");
    }

    [Test]
    public void It_catches_an_exit_without_entry()
    {
        var paper = PaperTrace.Of("fentry", "fexit");
        paper.Firings.RemoveAt(35);
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("invocation 5 of hrtimer_nanosleep on thread 103: a(fentry) did not fire, so an exit has no entry");
    }

    [Test]
    public void It_catches_an_entry_without_exit()
    {
        var paper = PaperTrace.Of("fentry", "fexit");
        paper.Firings.RemoveAt(39);
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("invocation 5*on thread 103: b(fexit) did not fire, so an entry has no exit");
    }

    [Test]
    public void It_catches_an_exit_that_fires_twice()
    {
        var paper = PaperTrace.Of("fentry", "fexit");
        paper.Firings.Insert(5, paper.Firings[4]);
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("invocation 1*on thread 100: b(fexit) fired twice");
    }

    [Test]
    public void It_catches_a_call_that_begins_before_the_last_one_has_ended()
    {
        // Thread 100: entry 1, entry 2, exit 1, exit 2.
        var paper = PaperTrace.Of("fentry", "fexit");
        s_invariant.Judge(paper.Swap(4, 8).ToTrace()).ShouldBeBroken("invocation 2 of hrtimer_nanosleep on thread 100 begins before invocation 1 has ended");
    }

    [Test]
    public void Probes_at_one_end_only_are_nothing_to_judge() =>
        s_invariant.Judge(PaperTrace.OneHook("fexit", 2).ToTrace()).ShouldNotBeJudged("nothing was judged: no hook has probes at entry and at exit");
}
