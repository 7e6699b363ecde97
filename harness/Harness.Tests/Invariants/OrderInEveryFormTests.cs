using Conformance.Engine;
using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class OrderInEveryFormTests
{
    // Every other probe leaves out threads with odd numbers.
    private static readonly OrderInEveryForm s_everyOther = new((probe, invocation) => probe.Index % 2 == 0 || invocation.ThreadId % 2 == 0);

    [Test]
    public void Probes_that_a_predicate_leaves_out_are_not_missed() => s_everyOther.Judge(Predicated().ToTrace()).ShouldHold();

    [Test]
    public void A_probe_that_fires_against_its_predicate_is_caught() =>
        s_everyOther.Judge(PaperTrace.OneHook("fexit", 3).ToTrace()).ShouldBeBroken("fexit: invocation 1 of hrtimer_nanosleep on thread 101 fired a b c, the script says a c");

    [Test]
    public void A_probe_that_does_not_fire_though_its_predicate_holds_is_caught()
    {
        var paper = Predicated();
        paper.Firings.RemoveAll(firing => firing is { ThreadId: PaperTrace.FirstThread, Invocation: 2, Probe: 1 });
        s_everyOther.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("*invocation 2 of hrtimer_nanosleep on thread 100 fired a c, the script says a b c");
    }

    [Test]
    public void The_order_of_those_that_are_left_counts()
    {
        var paper = Predicated();
        var first = paper.Firings.FindIndex(firing => firing is { ThreadId: PaperTrace.FirstThread + 1, Invocation: 1, Probe: 0 });
        paper.Swap(first, first + 1);
        s_everyOther.Judge(paper.Renumber().ToTrace()).ShouldBeBroken("*fired c a, the script says a c");
    }

    [Test]
    public void Any_other_order_is_caught_on_every_call()
    {
        var good = PaperTrace.OneHook("kprobe", 3);
        for (var i = 0; i < good.Firings.Count; i++)
        {
            var paper = PaperTrace.OneHook("kprobe", 3);
            var partner = i % 3 == 2 ? i - 1 : i + 1;
            paper.Swap(i, partner);
            new OrderInEveryForm().Judge(paper.Renumber().ToTrace()).ShouldBeBroken("kprobe: *");
        }
    }

    private static PaperTrace Predicated()
    {
        var paper = PaperTrace.OneHook("fexit", 3);
        paper.Firings.RemoveAll(firing => firing.Probe % 2 == 1 && firing.ThreadId % 2 == 1);
        return paper.Renumber();
    }
}
