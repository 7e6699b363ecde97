using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Conformance.Harness.Results;
using Conformance.Reports.Tests.Samples;

namespace Conformance.Reports.Tests;

/// <summary>The page as it is on disk, before any script has run.</summary>
public sealed class HtmlReportTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    /// <inheritdoc />
    public void Dispose() => _directory.Dispose();

    private static async Task<IDocument> Page(SampleRun run) => new HtmlParser().ParseDocument(await Rendered.Text(run, "report.html"));

    [Test]
    public async Task The_verdict_is_the_heading()
    {
        using var page = await Page(SampleRun.Eventful(_directory["run"]));
        page.QuerySelectorAll("h1").Should().ContainSingle().Which.TextContent.Should().Be("✗ 2 promises broken on 2 kernels: 1-script-order, 2-pair-agrees.");
        page.QuerySelector(".about")!.TextContent.Should().Contain("./conformance run --kernels 5.10,6.1,6.12,6.18,7.3").And.Contain("tcg (KVM was tried: no guest started)").And.Contain("1 min 34 s");
    }

    [Test]
    public async Task The_matrix_says_outcome_by_sign_and_word_and_leads_to_the_failing_case()
    {
        using var page = await Page(SampleRun.Eventful(_directory["run"]));
        var row = page.QuerySelectorAll(".matrix tbody tr").First(r => r.QuerySelector("th")!.TextContent.Contains("1-script-order"));
        row.QuerySelector("th")!.TextContent.Should().Contain("promise").And.Contain("fire in script order");
        var cells = row.QuerySelectorAll("td").ToList();
        cells.Should().HaveCount(5);
        cells[4].TextContent.Trim().Should().Be("✗ 6 fail27 pass");
        cells[1].TextContent.Trim().Should().Be("✓ 33 pass");
        var target = cells[4].QuerySelector("a")!.GetAttribute("href")![1..];
        var anchor = page.GetElementById(target);
        anchor.Should().NotBeNull("without a script the link leads into the static list");
        anchor!.NextElementSibling!.TextContent.Should().Contain("fexit").And.Contain("7.3.4").And.Contain("expected").And.Contain("Again: ./conformance run");
    }

    [Test]
    public async Task All_unexpected_results_are_in_the_static_list()
    {
        using var page = await Page(SampleRun.Eventful(_directory["run"]));
        page.QuerySelectorAll("#list details").Should().HaveCount(26);
    }

    [Test]
    public async Task A_changing_fact_is_marked_where_it_changes()
    {
        using var page = await Page(SampleRun.Eventful(_directory["run"]));
        var row = page.QuerySelectorAll(".facts tbody tr").First(r => r.TextContent.Contains("fexit") && r.TextContent.Contains("run-order"));
        row.QuerySelectorAll("td.changes").Should().ContainSingle().Which.TextContent.Should().Be("newest-first ◂ changes here");
        row.Children.ToList().FindIndex(c => c.ClassList.Contains("changes")).Should().Be(5, "6.18 is the fourth kernel");
    }

    [Test]
    public async Task An_interrupted_run_says_so_at_the_top()
    {
        var run = SampleRun.Quiet(_directory["run"]);
        run.Info = run.Info with { Interrupted = true, Planned = 40 };
        using var page = await Page(run);
        page.QuerySelector("header .warnings")!.TextContent.Should().Contain("Interrupted. 2 results of 40 planned are here");
    }

    [Test]
    public async Task A_trace_used_by_several_results_is_in_the_page_once()
    {
        var run = SampleRun.Eventful(_directory["run"]);
        using var page = await Page(run);
        var files = Directory.GetFiles(Path.Combine(run.Directory, "logs", "traces"), "*.json", SearchOption.AllDirectories).Length;
        page.QuerySelectorAll("script[id^=trace-]").Should().HaveCount(files);
    }

    [Test]
    public async Task Five_kernels_stay_well_under_five_megabytes()
    {
        var page = await Rendered.Text(SampleRun.Eventful(_directory["run"]), "report.html");
        page.Length.Should().BeLessThan(2_000_000);
    }

    [Test]
    public async Task Nothing_in_the_page_points_to_a_network()
    {
        using var page = await Page(SampleRun.Eventful(_directory["run"]));
        page.QuerySelectorAll("[src], link, iframe, img, object").Should().BeEmpty();
        page.QuerySelectorAll("a").Select(a => a.GetAttribute("href")).Should().OnlyContain(h => h!.StartsWith('#'));
        page.QuerySelector("meta[http-equiv=Content-Security-Policy]")!.GetAttribute("content").Should().StartWith("default-src 'none'").And.NotContain("unsafe");
    }

    [Test]
    public async Task Several_engines_stand_under_their_kernel()
    {
        var run = new SampleRun(_directory["run"]);
        foreach (var engine in new[] { "tracer", "bpftrace-0.23.2" }) run.Add("6.12.1", "s", "c", "1-x", Outcome.Pass, engine: engine);
        using var page = await Page(run);
        page.QuerySelector(".matrix th.kernel")!.GetAttribute("colspan").Should().Be("2");
        page.QuerySelectorAll(".matrix th.engine").Select(e => e.TextContent).Should().Equal("bpftrace-0.23.2", "tracer");
    }

    [Test]
    public async Task A_run_whose_traces_are_gone_is_still_a_page_that_says_so()
    {
        var run = SampleRun.Eventful(_directory["run"]);
        Directory.Delete(Path.Combine(run.Directory, "logs", "traces"), recursive: true);
        using var page = await Page(run);
        page.QuerySelectorAll("script[id^=trace-]").Should().NotBeEmpty().And.OnlyContain(s => s.TextContent.Contains("is missing"));
    }

    [Test]
    public async Task Logs_lose_their_terminal_colours()
    {
        using var page = await Page(SampleRun.Eventful(_directory["run"]));
        var index = JsonDocument.Parse(page.GetElementById("index")!.TextContent);
        var tails = index.RootElement.GetProperty("logs").EnumerateArray().Select(l => l.GetProperty("tail").GetString()!).ToList();
        tails.Should().Contain(t => t.Contains("tracer: agent listens on ttyS1")).And.NotContain(t => t.Contains('\u001b') || t.Contains("[32m"));
    }
}
