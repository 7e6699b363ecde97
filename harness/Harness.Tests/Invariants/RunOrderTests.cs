using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class RunOrderTests
{
    private static readonly RunOrder s_invariant = new();

    [Test]
    public void Probes_that_run_as_they_were_attached_are_oldest_first() => Order(PaperTrace.OneHook("kprobe", 3)).Should().Be("oldest-first, yes");

    [Test]
    public void Probes_that_run_against_their_attachment_are_newest_first() => Order(PaperTrace.OneHook("fexit", 3).Reverse(_ => true)).Should().Be("newest-first, yes");

    [Test]
    public void Attach_order_counts_and_not_the_script_s()
    {
        var paper = PaperTrace.OneHook("fexit", 3);
        paper.AttachSequence.Reverse();
        Order(paper).Should().Be("newest-first, yes");
    }

    [Test]
    public void An_order_that_is_neither_is_called_other()
    {
        var paper = PaperTrace.OneHook("fexit", 3);
        paper.AttachSequence = [1, 0, 2];
        Order(paper).Should().Be("other, yes");
    }

    [Test]
    public void One_call_that_differs_is_said() =>
        Order(PaperTrace.OneHook("fexit", 3).Reverse(firing => firing is { ThreadId: 103, Invocation: 5 })).Should().Be("varies, no");

    [Test]
    public void Each_mechanism_of_a_hook_has_its_own_order()
    {
        var paper = PaperTrace.Of("fexit", "fexit", "fexit", "kprobe", "kprobe", "kprobe").Reverse(firing => firing.Probe < 3);
        s_invariant.Judge(paper.ToTrace()).Findings.Where(finding => finding.Name == RunOrder.OrderFact)
            .Select(finding => $"{finding.Mechanism} {finding.Value}").Should().Equal("fexit newest-first", "kprobe oldest-first");
    }

    [Test]
    public void Two_probes_are_too_few_to_tell() =>
        s_invariant.Judge(PaperTrace.OneHook("fexit", 2).ToTrace()).ShouldNotBeJudged("nothing was judged: no hook has three probes*");

    [Test]
    public void Probes_that_share_a_program_say_nothing_about_the_kernel()
    {
        var paper = PaperTrace.OneHook("fexit", 4);
        paper.Joined = [[1, 2]];
        s_invariant.Judge(paper.ToTrace()).ShouldNotBeJudged("fexit: 2 probes share one program*as written");
    }

    [Test]
    public void A_missing_firing_leaves_the_order_open()
    {
        var paper = PaperTrace.OneHook("fexit", 3);
        paper.Firings.RemoveAt(4);
        s_invariant.Judge(paper.Renumber().ToTrace()).ShouldNotBeJudged("*fired a c: an order needs each probe once");
    }

    [Test]
    public void An_engine_that_does_not_say_its_attach_order_leaves_it_open()
    {
        var paper = PaperTrace.OneHook("fexit", 3);
        paper.AttachSequence = [0, 1];
        s_invariant.Judge(paper.ToTrace()).ShouldNotBeJudged("the engine did not say when it attached probe c");
    }

    private static string Order(PaperTrace paper)
    {
        var verdict = s_invariant.Judge(paper.ToTrace());
        verdict.ShouldHold();
        return string.Join(", ", verdict.Findings.Select(finding => finding.Value));
    }
}
