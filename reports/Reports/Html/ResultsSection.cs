using Conformance.Harness.Results;
using Conformance.Reports.Model;

namespace Conformance.Reports.Html;

/// <summary>The filters and the list of results. The unexpected ones are in the page as it is; a script draws all of them.</summary>
internal static class ResultsSection
{
    /// <summary>Most unexpected results in the static list: without a script a longer one is of no use.</summary>
    private const int MostStatic = 200;

    public static void Write(ReportModel model, TextWriter page)
    {
        page.Html($"<section id=\"results\" aria-labelledby=\"results-title\"><h2 id=\"results-title\">Results</h2>");
        WriteFilters(model, page);
        page.Html($"<p id=\"shown\" role=\"status\"></p>");
        page.Html($"<div id=\"list\">");
        WriteStatic(model, page);
        page.Html($"</div></section>");
    }

    private static void WriteFilters(ReportModel model, TextWriter page)
    {
        page.Html($"<form id=\"filters\" role=\"search\" aria-label=\"Filter results\" hidden>");
        page.Html($"<fieldset><legend>outcome</legend>");
        foreach (var outcome in Outcomes.BySeverity.Where(o => model.Counts[o] > 0))
            page.Html($"<label class=\"o-{outcome.Word()}\"><input type=\"checkbox\" name=\"outcome\" value=\"{outcome.Word()}\"> <span aria-hidden=\"true\">{outcome.Glyph()}</span> {outcome.Word()}</label>");
        page.Html($"</fieldset>");
        Select(page, "kernel", model.Kernels);
        Select(page, "engine", model.Targets.Select(t => t.Engine));
        Select(page, "machine", model.Targets.Select(t => t.Machine));
        Select(page, "suite", model.Results.Select(r => r.Result.Suite));
        Select(page, "invariant", model.Results.Select(r => r.Result.Invariant));
        page.Html($"<label class=\"field\">text <input type=\"search\" name=\"text\" placeholder=\"case, reason, hook\" autocomplete=\"off\" spellcheck=\"false\"></label>");
        page.Html($"<button type=\"reset\">clear</button></form>");
    }

    private static void Select(TextWriter page, string name, IEnumerable<string> values)
    {
        var all = values.Distinct().Order(NaturalOrder.Instance).ToList();
        if (all.Count < 2) return;
        page.Html($"<label class=\"field\">{name} <select name=\"{name}\"><option value=\"\">all</option>");
        foreach (var value in all) page.Html($"<option value=\"{value}\">{value}</option>");
        page.Html($"</select></label>");
    }

    private static void WriteStatic(ReportModel model, TextWriter page)
    {
        var unexpected = model.Results.Where(r => r.Outcome.IsUnexpected()).OrderBy(r => r.Outcome.Severity()).ToList();
        page.Html($"<p class=\"hint\">{Words.Count(unexpected.Count, "unexpected result")} of {model.Results.Count}. Filters, time lines and the other results need JavaScript; everything is in <code>results.jsonl</code> too.</p>");
        var anchors = new HashSet<string>();
        foreach (var result in unexpected.Take(MostStatic))
        {
            var cell = Links.Cell(result.Result.Invariant, result.Target);
            WriteStatic(result, anchors.Add(cell) ? cell : null, page);
        }

        if (unexpected.Count > MostStatic) page.Html($"<p>{unexpected.Count - MostStatic} more are in <code>summary.md</code> and <code>results.jsonl</code>.</p>");
    }

    private static void WriteStatic(ReportedResult reported, string? anchor, TextWriter page)
    {
        var result = reported.Result;
        var evidence = reported.Evidence;
        if (anchor is not null) page.Html($"<span id=\"{anchor}\"></span>");
        page.Html($"<details class=\"result o-{result.Outcome.Word()}\" id=\"{Links.Open(reported)}\"><summary><span class=\"badge\"><span aria-hidden=\"true\">{result.Outcome.Glyph()}</span> {result.Outcome.Word()}</span> <span class=\"name\">{reported.FullCase}</span> <span class=\"inv\">{result.Invariant}</span> <span class=\"where\">{Words.ShortKernel(result.Kernel)} · {result.Engine}</span> <span class=\"why\">{result.Reason}</span></summary><div class=\"body\">");
        if (evidence is not null) page.Html($"<p class=\"lead\">{evidence.Sentence}</p>");
        if (evidence?.Behind is { Length: > 0 } behind) page.Html($"<p class=\"hint\">Kernel code behind it: {behind}.</p>");
        page.Html($"<p class=\"reason\">{result.Reason}</p><p class=\"hint\">{result.Kernel} · {result.Engine} · {result.Machine}</p>");
        if (evidence?.CounterExample is { } example)
            page.Html($"<dl class=\"orders\"><div><dt>expected</dt><dd><code>{string.Join(' ', example.Expected)}</code></dd></div><div><dt>observed</dt><dd><code>{string.Join(' ', example.Observed)}</code></dd></div></dl>");
        if (evidence?.Detail is { } detail) page.Html($"<pre>{detail}</pre>");
        if (evidence?.Rerun is { } rerun) page.Html($"<p>Again: <code>{rerun}</code></p>");
        page.Html($"</div></details>");
    }
}
