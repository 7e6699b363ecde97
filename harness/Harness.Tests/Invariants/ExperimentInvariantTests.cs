using Conformance.Harness.Invariants;
using Conformance.Harness.Tests.Paper;
using Conformance.Protocol;

namespace Conformance.Harness.Tests.Invariants;

/// <summary>Invariants that experiments find out: none passes on nothing, a promise only with the value it demands.</summary>
public sealed class ExperimentInvariantTests
{
    private static IEnumerable<ExperimentInvariant> All => ExperimentInvariants.All;

    private static IEnumerable<ExperimentInvariant> Facts => All.Where(invariant => invariant.Layer == Layer.Fact);

    [TestCaseSource(nameof(Facts))]
    public void A_fact_takes_what_was_observed(ExperimentInvariant invariant)
    {
        var verdict = invariant.Judge("fexit", Result(new Observation("order", "kept", ["attached a b c", "fired c b a"]), new Observation("error", "E2BIG", ["attached d: E2BIG"])));

        verdict.ShouldHold();
        verdict.Findings.Should().Equal(new Finding("fexit", "order", "kept"), new Finding("fexit", "error", "E2BIG"));
        verdict.Judged.Should().Be("2 observations in 3 steps");
    }

    [TestCaseSource(nameof(All))]
    public void It_does_not_pass_on_nothing(ExperimentInvariant invariant) =>
        invariant.Judge("fexit", Result()).ShouldNotBeJudged("nothing was judged*");

    [TestCaseSource(nameof(All))]
    public void It_does_not_pass_on_a_value_without_evidence(ExperimentInvariant invariant) =>
        invariant.Judge("fexit", Result(new Observation("order", "kept", []))).ShouldNotBeJudged("*not how it was observed");

    [TestCase(9, "own-order", "holds", "broken: b before a")]
    [TestCase(23, "fires-after-detach", "no", "yes")]
    [TestCase(25, "left-behind", "nothing", "1 program, 1 link")]
    public void A_promise_is_kept_by_the_value_it_demands_and_broken_by_any_other(int number, string fact, string good, string bad)
    {
        var invariant = All.Single(invariant => invariant.Number == number);

        // 23 has a control, too: a probe that never fires keeps silent after its detachment as well.
        var control = new Observation("undisturbed", "fires", ["seen"]);
        invariant.Judge("fexit", Result(control, new Observation(fact, good, ["seen"]))).ShouldHold();
        var broken = invariant.Judge("fexit", Result(control, new Observation(fact, bad, ["seen"])));
        broken.Kind.Should().Be(VerdictKind.Broken);
        broken.CounterExample!.Message.Should().Be($"fexit: {fact} is {bad}, not {good}");
        invariant.Judge("fexit", Result(control, new Observation("else", good, ["seen"]))).ShouldNotBeJudged($"*did not observe {fact}");
    }

    [Test]
    public void A_law_demands_each_of_its_values()
    {
        var invariant = All.Single(invariant => invariant.Number == 13);
        var order = new Observation("order", "fentry, fmod_ret, fmod_ret, fexit", ["seen"]);

        invariant.Judge("fmod_ret", Result(order)).ShouldNotBeJudged("*did not observe non-zero-skips");
        invariant.Judge("fmod_ret", Result(order, new Observation("non-zero-skips", "nothing", ["seen"]))).Kind.Should().Be(VerdictKind.Broken);
        invariant.Judge("fmod_ret", Result(order, new Observation("non-zero-skips", "later fmod_ret and the function", ["seen"]))).ShouldHold();
    }

    private static JobResult Result(params Observation[] observations) => new() { Id = 1, Status = JobStatus.Completed, Observations = observations };

    [Test]
    public void Every_fact_says_which_kernel_code_is_behind_it() =>
        InvariantTable.All.Where(invariant => invariant.Layer == Layer.Fact).Should().OnlyContain(invariant => invariant.Behind.Contains(".c (") || invariant.Behind.Contains(".h (") || invariant.Behind.Contains(".c,"));
}
