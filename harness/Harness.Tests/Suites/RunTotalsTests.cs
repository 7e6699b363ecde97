using Conformance.Harness.Configuration;
using Conformance.Harness.Expectations;
using Conformance.Harness.Results;
using Conformance.Harness.Runs;
using Conformance.Harness.Text;

namespace Conformance.Harness.Tests.Suites;

public sealed class RunTotalsTests
{
    [TestCase(new[] { Outcome.Pass, Outcome.KnownFail, Outcome.Unsupported }, 0)]
    [TestCase(new[] { Outcome.Pass, Outcome.Fail, Outcome.Error }, 1)]
    [TestCase(new[] { Outcome.Pass, Outcome.UnexpectedPass, Outcome.Pass }, 1)]
    [TestCase(new[] { Outcome.Pass, Outcome.Pass, Outcome.Error }, 3)]
    [TestCase(new[] { Outcome.Pass, Outcome.Pass }, 3)]
    [TestCase(new[] { Outcome.Unsupported, Outcome.Unsupported, Outcome.Unsupported }, 3)]
    public void The_exit_code_follows_from_the_outcomes_of_three_planned_cases(Outcome[] outcomes, int code) =>
        new RunTotals(3, outcomes.GroupBy(outcome => outcome).ToDictionary(group => group.Key, group => group.Count()), false, []).ExitCode.Should().Be(code);

    [Test]
    public void An_expectation_that_matched_nothing_is_a_wrong_configuration_unless_there_is_worse()
    {
        var entry = new Expectation("entry 1", new Glob("1-*"), new Glob("*"), KernelRange.Parse("*"), new Glob("*"), new Glob("*"), new Glob("*"), "r", null);
        new RunTotals(1, new Dictionary<Outcome, int> { [Outcome.Pass] = 1 }, false, [entry]).ExitCode.Should().Be(2);
        new RunTotals(1, new Dictionary<Outcome, int> { [Outcome.Fail] = 1 }, false, [entry]).ExitCode.Should().Be(1);
    }

    [TestCase(0, 8, 64_000, 5, 5)]
    [TestCase(0, 2, 64_000, 5, 2)]
    [TestCase(0, 8, 1600, 5, 2)]
    [TestCase(0, 8, 100, 5, 1)]
    [TestCase(3, 1, 100, 5, 3)]
    [TestCase(9, 1, 100, 5, 5)]
    public void As_many_machines_run_as_asked_or_as_cores_and_memory_allow(int asked, int cores, int freeMiB, int lanes, int jobs) =>
        Jobs.Allowed(new RunConfiguration { Jobs = asked, MemoryMiB = 512 }, lanes, cores, freeMiB).Should().Be(jobs);

    [Test]
    public void The_command_to_run_a_case_again_is_ready_for_a_shell() =>
        Rerun.Of(new Target("6.12", "tracer/written", "vm"), "same-hook", "fexit/x y/2").Should()
            .Be("./conformance run --kernels 6.12 --engines tracer/written --suites same-hook --cases 'fexit/x y/2'");
}
