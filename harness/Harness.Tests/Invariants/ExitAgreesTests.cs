using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class ExitAgreesTests
{
    [TestCase(3)]
    [TestCase(2)]
    public void The_same_probes_in_the_invocation_that_exits_hold(int fired) => Judge(fired, fired).ShouldHold();

    [TestCase(3, 2, "in the invocation that exits fexit fired a b c, kretprobe fired a b")]
    [TestCase(2, 3, "in the invocation that exits fexit fired a b, kretprobe fired a b c")]
    public void A_later_probe_that_fires_under_one_mechanism_only_is_caught(int mine, int other, string message) => Judge(mine, other).ShouldBeBroken(message);

    [Test]
    public void Later_invocations_do_not_matter()
    {
        var partner = PaperTrace.OneHook("kretprobe", 3);
        partner.Firings.RemoveRange(3, partner.Firings.Count - 3);
        new ExitAgrees().Judge(PaperTrace.OneHook("fexit", 3).ToTrace(), partner.ToTrace()).ShouldHold();
    }

    [Test]
    public void Nothing_that_fired_is_nothing_to_judge()
    {
        var silent = PaperTrace.OneHook("kretprobe", 3);
        silent.Firings.Clear();
        new ExitAgrees().Judge(PaperTrace.OneHook("fexit", 3).ToTrace(), silent.ToTrace()).ShouldNotBeJudged("nothing was judged*");
    }

    private static Verdict Judge(int mine, int other) => new ExitAgrees().Judge(First("fexit", mine), First("kretprobe", other));

    private static Conformance.Harness.Traces.Trace First(string mechanism, int fired)
    {
        var paper = PaperTrace.OneHook(mechanism, 3, threads: 1);
        paper.Firings.RemoveRange(fired, paper.Firings.Count - fired);
        return paper.Renumber().ToTrace();
    }
}
