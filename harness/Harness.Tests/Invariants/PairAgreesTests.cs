using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class PairAgreesTests
{
    private static readonly PairAgrees s_invariant = new();

    [Test]
    public void Two_mechanisms_that_both_run_newest_first_agree() =>
        s_invariant.Judge(PaperTrace.OneHook("fexit", 3).Reverse(_ => true).ToTrace(), PaperTrace.OneHook("kretprobe", 3).Reverse(_ => true).ToTrace()).ShouldHold();

    [Test]
    public void Thread_ids_may_differ_between_the_two_measurements()
    {
        var partner = PaperTrace.OneHook("kretprobe", 3);
        partner.Threads = [.. partner.Threads.Select(thread => thread with { ThreadId = thread.ThreadId + 50 })];
        partner.Firings = [.. partner.Firings.Select(firing => firing with { ThreadId = firing.ThreadId + 50 })];
        s_invariant.Judge(PaperTrace.OneHook("fexit", 3).ToTrace(), partner.ToTrace()).ShouldHold();
    }

    [Test]
    public void It_catches_the_founding_disagreement()
    {
        var verdict = s_invariant.Judge(PaperTrace.OneHook("fexit", 2).Reverse(_ => true).ToTrace(), PaperTrace.OneHook("kretprobe", 2).ToTrace());
        verdict.ShouldBeBroken("call 1 of hrtimer_nanosleep (thread 100): fexit fired b a, kretprobe fired a b");
        verdict.CounterExample!.Trace.Should().Be(0);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void It_catches_one_call_of_one_thread_on_either_side(bool subjectIsWrong)
    {
        PaperTrace subject = PaperTrace.OneHook("fexit", 2), partner = PaperTrace.OneHook("kretprobe", 2);
        (subjectIsWrong ? subject : partner).Reverse(firing => firing is { ThreadId: 102, Invocation: 5 });
        s_invariant.Judge(subject.ToTrace(), partner.ToTrace()).ShouldBeBroken("call 5 of hrtimer_nanosleep (thread 102)*");
    }

    [TestCase(true)]
    [TestCase(false)]
    public void It_catches_a_firing_that_only_one_side_has(bool subjectIsWrong)
    {
        PaperTrace subject = PaperTrace.OneHook("fexit", 2), partner = PaperTrace.OneHook("kretprobe", 2);
        (subjectIsWrong ? subject : partner).Firings.RemoveAt(20);
        s_invariant.Judge(subject.Renumber().ToTrace(), partner.Renumber().ToTrace()).ShouldBeBroken("call 3 of hrtimer_nanosleep (thread 102)*");
    }

    [Test]
    public void Different_numbers_of_calls_cannot_be_compared() =>
        s_invariant.Judge(PaperTrace.OneHook("fexit", 2).ToTrace(), PaperTrace.OneHook("kretprobe", 2, calls: 4).ToTrace()).ShouldNotBeJudged("the traces cannot be compared*");

    [Test]
    public void Different_numbers_of_probes_cannot_be_compared() =>
        s_invariant.Judge(PaperTrace.OneHook("fexit", 2).ToTrace(), PaperTrace.OneHook("kretprobe", 3).ToTrace()).ShouldNotBeJudged("the traces cannot be compared*");
}
