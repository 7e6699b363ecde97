using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;

namespace Conformance.Harness.Tests.Invariants;

public sealed class LossesCountedTests
{
    [Test]
    public void Arrived_and_lost_add_up() => Judge(missing: 6, said: 6).ShouldHold();

    [Test]
    public void One_event_that_is_missing_without_a_word_is_caught() =>
        Judge(missing: 6, said: 5).ShouldBeBroken("60 firings were due, 54 arrived and 5 are said to be lost: 1 are missing without a word");

    [Test]
    public void A_storm_that_lost_nothing_shows_nothing() => Judge(missing: 0, said: 0).ShouldNotBeJudged("*no event was lost");

    [Test]
    public void Skipped_runs_forbid_the_sum()
    {
        var paper = PaperTrace.OneHook("fexit", 3);
        paper.Skipped = [1];
        new LossesCounted().Judge(paper.ToTrace()).ShouldNotBeJudged("*cannot be added up");
    }

    private static Verdict Judge(int missing, ulong said)
    {
        var paper = PaperTrace.OneHook("fexit", 3);
        paper.Firings.RemoveRange(10, missing);
        paper.Lost = said;
        // Lost in the kernel before they got a number, or after: both happen, here before.
        return new LossesCounted().Judge(paper.Renumber().ToTrace());
    }
}
