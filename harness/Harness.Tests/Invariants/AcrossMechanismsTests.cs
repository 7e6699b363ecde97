using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class AcrossMechanismsTests
{
    private static readonly KprobeBeforeFentry s_entry = new();
    private static readonly FexitBeforeKretprobe s_exit = new();

    [Test]
    public void Script_order_between_mechanisms_does_not_matter()
    {
        var paper = PaperTrace.Of("fentry", "kprobe").Reverse(_ => true);
        s_entry.Judge(paper.ToTrace()).ShouldHold();
    }

    [Test]
    public void It_catches_a_fentry_that_runs_first() =>
        s_entry.Judge(PaperTrace.Of("fentry", "kprobe").ToTrace()).ShouldBeBroken("invocation 1 of hrtimer_nanosleep on thread 100: a(fentry) ran before b(kprobe)");

    [Test]
    public void It_catches_a_kretprobe_that_runs_first() =>
        s_exit.Judge(PaperTrace.Of("kretprobe", "fexit").ToTrace()).ShouldBeBroken("*a(kretprobe) ran before b(fexit)");

    [Test]
    public void It_catches_one_call_on_one_thread()
    {
        var paper = PaperTrace.Of("kprobe", "fentry").Reverse(firing => firing is { ThreadId: 103, Invocation: 5 });
        s_entry.Judge(paper.ToTrace()).ShouldBeBroken("invocation 5 of hrtimer_nanosleep on thread 103: b(fentry) ran before a(kprobe)");
    }

    [Test]
    public void It_catches_one_fentry_amid_the_kprobes()
    {
        var paper = PaperTrace.Of("kprobe", "kprobe", "fentry");
        s_entry.Judge(paper.ToTrace()).ShouldHold();
        s_entry.Judge(paper.Swap(1, 2).ToTrace()).ShouldBeBroken("*c(fentry) ran before b(kprobe)");
    }

    [Test]
    public void A_call_that_one_mechanism_missed_cannot_be_compared()
    {
        var paper = PaperTrace.Of("fexit", "kretprobe");
        paper.Firings.RemoveAt(7);
        s_exit.Judge(paper.Renumber().ToTrace()).ShouldNotBeJudged("*each probe must fire once to be compared");
    }

    [Test]
    public void A_firing_that_happened_twice_cannot_be_compared()
    {
        var paper = PaperTrace.Of("fexit", "kretprobe");
        paper.Firings.Insert(7, paper.Firings[6]);
        s_exit.Judge(paper.Renumber().ToTrace()).ShouldNotBeJudged("*each probe must fire once to be compared");
    }

    [Test]
    public void One_mechanism_alone_is_nothing_to_judge() =>
        s_entry.Judge(PaperTrace.OneHook("kprobe", 2).ToTrace()).ShouldNotBeJudged("nothing was judged: no hook has both*");
}
