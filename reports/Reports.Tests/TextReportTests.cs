using Conformance.Harness.Results;
using Conformance.Reports.Tests.Samples;

namespace Conformance.Reports.Tests;

/// <summary><c>summary.md</c> and <c>report.ktap</c>.</summary>
public sealed class TextReportTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    /// <inheritdoc />
    public void Dispose() => _directory.Dispose();

    [Test]
    public async Task The_summary_says_verdict_counts_reasons_commands_and_changing_facts()
    {
        var summary = await Rendered.Text(SampleRun.Eventful(_directory["run"]), "summary.md");
        summary.Should().StartWith("## ✗ 2 promises broken on 2 kernels: 1-script-order, 2-pair-agrees.");
        summary.Should().Contain("| 7.3.4+deb14-cloud-amd64 | tracer | vm | 173 | 0 | 0 | 0 | 0 | **12** |");
        summary.Should().Contain("`same-hook/fexit/hrtimer_nanosleep/3-probes/1-threads` on 6.18.15 (tracer), 7.3.4 (tracer)");
        summary.Should().Contain("fired c b a, the script says a b c").And.Contain("Again: `./conformance run --kernels 6.18.15");
        summary.Should().Contain("| fexit | run-order | oldest-first | oldest-first | oldest-first | **newest-first** | newest-first |");
        summary.Should().NotContain("same-at-every-invocation", "it does not change");
        summary.Length.Should().BeLessThan(20_000);
    }

    [Test]
    public async Task The_summary_of_a_good_run_is_short()
    {
        var summary = await Rendered.Text(SampleRun.Quiet(_directory["run"]), "summary.md");
        summary.Should().StartWith("## ✓ All promises kept on 2 kernels.").And.NotContain("###");
    }

    [TestCase(Outcome.Pass, "  ok 1 s/c [1-x]", null)]
    [TestCase(Outcome.Fail, "  not ok 1 s/c [1-x]", "  # fail: why")]
    [TestCase(Outcome.UnexpectedPass, "  not ok 1 s/c [1-x]", "  # unexpected-pass: why")]
    [TestCase(Outcome.Error, "  not ok 1 s/c [1-x] # ERROR why", "  # error: why")]
    [TestCase(Outcome.KnownFail, "  ok 1 s/c [1-x] # XFAIL why", "  # known-fail: why")]
    [TestCase(Outcome.Unsupported, "  ok 1 s/c [1-x] # SKIP why", null)]
    public async Task A_ktap_line_says_the_outcome(Outcome outcome, string line, string? diagnostic)
    {
        var run = new SampleRun(_directory["run"]);
        run.Info = run.Info with { Targets = [] };
        run.Add("6.12.1", "s", "c", "1-x", outcome, "why");
        var lines = (await Rendered.Text(run, "report.ktap")).Split('\n');
        lines.Should().Contain(line);
        if (diagnostic is not null) lines.Should().Contain(diagnostic);
        lines[^2].Should().Be($"{(outcome.ToString() is "Fail" or "UnexpectedPass" or "Error" ? "not ok" : "ok")} 1 6.12.1 · tracer · vm");
    }

    [Test]
    public async Task A_ktap_file_keeps_its_plans()
    {
        var lines = (await Rendered.Text(SampleRun.Eventful(_directory["run"]), "report.ktap")).TrimEnd('\n').Split('\n');
        lines[0].Should().Be("KTAP version 1");
        lines.Should().ContainSingle(l => l.StartsWith("1..")).Which.Should().Be("1..5");
        lines.Count(l => IsTest(l)).Should().Be(5);
        var planned = lines.Where(l => l.StartsWith("  1..")).Sum(l => int.Parse(l[5..], null));
        lines.Count(l => l.StartsWith("  ", StringComparison.Ordinal) && IsTest(l[2..])).Should().Be(planned).And.Be(928);
    }

    private static bool IsTest(string line) => line.StartsWith("ok ", StringComparison.Ordinal) || line.StartsWith("not ok ", StringComparison.Ordinal);
}
