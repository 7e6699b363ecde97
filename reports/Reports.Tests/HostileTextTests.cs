using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Conformance.Harness.Results;
using Conformance.Reports.Tests.Samples;

namespace Conformance.Reports.Tests;

/// <summary>Text of a run is text, whatever it holds.</summary>
public sealed class HostileTextTests : IDisposable
{
    /// <summary>Ends scripts, comments, attributes, tables, code spans and plans; a control character and half a surrogate pair.</summary>
    public const string Evil = "</script><script>window.pwned=1</script><!--<script>\"'><img src=x onerror=window.pwned=1>]]>|`#\u0001\u202E\uD800\r\nok 7 evil";

    private readonly TestDirectory _directory = new();

    /// <inheritdoc />
    public void Dispose() => _directory.Dispose();

    /// <summary>A run with the hostile text in every field that takes text.</summary>
    public static SampleRun Run(string directory)
    {
        var run = new SampleRun(directory);
        var trace = run.Keep("t", () =>
        {
            var file = SampleTrace.Of("k", Evil, ["fexit"], 2, 1);
            return file with
            {
                Job = file.Job with { Script = Evil, ScriptName = Evil },
                Result = file.Result with { Message = Evil, Log = Evil, OrderNotes = [Evil], Probes = [.. file.Result.Probes.Select(p => p with { Mechanism = Evil, Hook = Evil, AttachPoint = Evil })] },
            };
        });
        foreach (var outcome in Enum.GetValues<Outcome>())
        {
            run.Add(Evil, Evil, Evil + outcome, Evil, outcome, Evil, e => e with
            {
                Sentence = Evil,
                Judged = Evil,
                Detail = Evil + "\nmore",
                Console = Evil,
                EngineLog = Evil,
                Rerun = Evil,
                Traces = [trace, "../" + Evil],
                CounterExample = new CounterExample(Evil, [Evil], [Evil, "x"], 0, [0, -1, int.MaxValue]),
            }, Evil);
        }

        run.Facts.Add(new Fact(Evil, Evil, Evil, Evil));
        run.Facts.Add(new Fact("7.0", Evil, Evil, "other"));
        run.Info = run.Info with
        {
            Version = Evil,
            CommandLine = Evil,
            Host = new Dictionary<string, string> { [Evil] = Evil },
            Interrupted = true,
            Targets = [new TargetInfo(Evil, "7.0", Evil, Evil, Evil, Evil)],
        };
        return run;
    }

    [Test]
    public async Task In_the_page_it_makes_no_elements()
    {
        using var page = new HtmlParser().ParseDocument(await Rendered.Text(Run(_directory["run"]), "report.html"));
        page.QuerySelectorAll("img, [onerror]").Should().BeEmpty();
        page.QuerySelectorAll("script").Should().HaveCount(4, "two traces, the index and the page's own");
        foreach (var block in page.QuerySelectorAll("script[type='application/json']"))
            FluentActions.Invoking(() => JsonDocument.Parse(block.TextContent)).Should().NotThrow();
        page.QuerySelector("h1")!.TextContent.Should().Contain("<img src=x onerror=window.pwned=1>");
        page.Body!.TextContent.Should().NotContain("\u202E", "it would turn the words after it around");
    }

    [Test]
    public async Task In_junit_it_stays_valid_xml()
    {
        var junit = await Rendered.JUnit(Run(_directory["run"]));
        junit.Descendants("failure").First().Attribute("message")!.Value.Should().Contain("</script>").And.NotContain("\u0001");
    }

    [Test]
    public async Task In_ktap_it_makes_no_lines_and_no_directives()
    {
        var lines = (await Rendered.Text(Run(_directory["run"]), "report.ktap")).Split('\n');
        lines.Should().NotContain(l => l.StartsWith("ok 7"));
        lines.Count(l => l.TrimStart().StartsWith("ok ") || l.TrimStart().StartsWith("not ok ")).Should().Be(6 + 2);
    }

    [Test]
    public async Task In_the_summary_it_makes_no_markup()
    {
        var summary = await Rendered.Text(Run(_directory["run"]), "summary.md");
        summary.Replace("`", "").Should().NotContain("\nok 7");
        var outsideCode = Regex.Replace(summary, @"(?<![\\`])(`+)(?!`).*?(?<!`)\1(?!`)", "");
        outsideCode.Should().NotContain("<img").And.NotContain("<script").And.Contain("&lt;img");
    }
}
