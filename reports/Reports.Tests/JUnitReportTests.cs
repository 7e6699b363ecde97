using Conformance.Harness.Results;
using Conformance.Reports.Tests.Samples;

namespace Conformance.Reports.Tests;

public sealed class JUnitReportTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    /// <inheritdoc />
    public void Dispose() => _directory.Dispose();

    [TestCase(Outcome.Pass, null)]
    [TestCase(Outcome.Fail, "failure")]
    [TestCase(Outcome.UnexpectedPass, "failure")]
    [TestCase(Outcome.Error, "error")]
    [TestCase(Outcome.Unsupported, "skipped")]
    [TestCase(Outcome.KnownFail, "skipped")]
    public async Task An_outcome_has_its_element(Outcome outcome, string? element)
    {
        var run = new SampleRun(_directory["run"]);
        run.Add("6.12.1", "same-hook", "fexit/x", "1-script-order", outcome, "because");
        var junit = await Rendered.JUnit(run);
        var item = junit.Descendants("testcase").Should().ContainSingle().Subject;
        item.Attribute("classname")!.Value.Should().Be("same-hook");
        item.Attribute("name")!.Value.Should().Be("fexit/x [1-script-order]");
        item.Element("system-out")!.Value.Should().Be("logs/evidence.jsonl#e00001");
        var said = item.Elements().Where(e => e.Name != "system-out").ToList();
        said.Select(e => e.Name.LocalName).Should().Equal(element is null ? [] : [element]);
        if (element is not null) said[0].Attribute("message")!.Value.Should().EndWith("because");
    }

    [Test]
    public async Task Every_target_is_a_suite_with_its_own_counts()
    {
        var junit = await Rendered.JUnit(SampleRun.Eventful(_directory["run"]));
        var suites = junit.Elements("testsuite").ToList();
        suites.Should().HaveCount(5);
        foreach (var suite in suites)
        {
            var cases = suite.Elements("testcase").ToList();
            ((int)suite.Attribute("tests")!).Should().Be(cases.Count);
            ((int)suite.Attribute("failures")!).Should().Be(cases.Count(c => c.Element("failure") is not null));
            ((int)suite.Attribute("errors")!).Should().Be(cases.Count(c => c.Element("error") is not null));
            ((int)suite.Attribute("skipped")!).Should().Be(cases.Count(c => c.Element("skipped") is not null));
        }

        ((int)junit.Attribute("failures")!).Should().Be(suites.Sum(s => (int)s.Attribute("failures")!)).And.Be(25);
    }

    [Test]
    public async Task A_failure_carries_the_counter_example_and_the_command()
    {
        var junit = await Rendered.JUnit(SampleRun.Eventful(_directory["run"]));
        var failure = junit.Descendants("failure").First(f => f.Parent!.Attribute("name")!.Value.Contains("fexit/hrtimer_nanosleep/3-probes"));
        failure.Value.Should().Contain("expected: a b c").And.Contain("observed: c b a").And.Contain("again: ./conformance run");
    }

    [Test]
    public async Task A_machine_that_did_not_start_is_an_error_case()
    {
        var run = SampleRun.Quiet(_directory["run"]);
        run.Info = run.Info with { Targets = [new TargetInfo("7.3", "7.3.4", "tracer", "vm", null, "boot-timeout")] };
        var junit = await Rendered.JUnit(run);
        junit.Elements("testsuite").Last().Descendants("error").Should().ContainSingle().Which.Attribute("message")!.Value.Should().Be("boot-timeout");
    }
}
