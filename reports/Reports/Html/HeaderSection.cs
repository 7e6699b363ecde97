using Conformance.Harness.Results;
using Conformance.Reports.Model;
using Conformance.Reports.Reading;

namespace Conformance.Reports.Html;

/// <summary>The top of the page: the verdict, what it is about, and what is missing.</summary>
internal static class HeaderSection
{
    public static void Write(ReportModel model, TextWriter page)
    {
        var verdict = Verdict.Of(model);
        page.Html($"<header class=\"top tone-{verdict.Tone.Word()}\">");
        page.Html($"<p class=\"brand\">Conformance report</p>");
        page.Html($"<h1><span class=\"glyph\" aria-hidden=\"true\">{verdict.Tone.Glyph()}</span> {verdict.Main}</h1>");
        if (verdict.Also.Count > 0) page.Html($"<p class=\"also\">{string.Join(' ', verdict.Also)}</p>");
        WriteCounts(model, page);
        WriteBroken(model, page);
        WriteWarnings(model, page);
        foreach (var run in model.Runs) WriteRun(run, model, page);
        page.Html($"</header>");
    }

    private static void WriteCounts(ReportModel model, TextWriter page)
    {
        page.Html($"<ul class=\"counts\">");
        foreach (var outcome in Outcomes.BySeverity.Reverse())
        {
            var count = model.Counts[outcome];
            if (count == 0) continue;
            page.Html($"<li class=\"o-{outcome.Word()}\"><a href=\"#outcome={outcome.Word()}\"><span aria-hidden=\"true\">{outcome.Glyph()}</span> <b>{count}</b> {outcome.Word()}</a></li>");
        }

        page.Html($"</ul>");
    }

    // Which promise, on which kernels: the first question of every reader of a red report.
    private static void WriteBroken(ReportModel model, TextWriter page)
    {
        var broken = model.Results.Where(r => r.Outcome == Outcome.Fail).GroupBy(r => r.Result.Invariant).OrderBy(g => g.Key, NaturalOrder.Instance).ToList();
        if (broken.Count == 0) return;
        page.Html($"<ul class=\"broken\">");
        foreach (var group in broken)
        {
            var kernels = string.Join(", ", group.Select(r => Words.ShortKernel(r.Result.Kernel)).Distinct());
            page.Html($"<li><a href=\"#{Links.Row(group.Key)}&amp;outcome=fail\">{group.Key}</a> on {kernels}: {group.First().Result.Reason}</li>");
        }

        page.Html($"</ul>");
    }

    private static void WriteWarnings(ReportModel model, TextWriter page)
    {
        if (!model.IsIncomplete && model.Problems.Count == 0 && model.Remarks.Count == 0) return;
        page.Html($"<div class=\"warnings\" role=\"note\">");
        if (model.IsIncomplete)
        {
            var interrupted = model.Runs.Any(r => r.Info is { Interrupted: true }) ? "Interrupted" : "Not finished";
            var planned = model.Planned > 0 ? $" of {model.Planned} planned" : "";
            page.Html($"<p><b>{interrupted}.</b> {Words.Count(model.Results.Count, "result")}{planned} are here; the rest was not judged. <code>--resume</code> continues the run.</p>");
        }

        if (model.Problems.Count + model.Remarks.Count > 0) page.Html($"<ul>");
        foreach (var problem in model.Problems) page.Html($"<li><b>{problem.Kernel}</b> ({problem.Engine}) could not run: {problem.Problem}</li>");
        foreach (var remark in model.Remarks) page.Html($"<li>{remark}</li>");
        if (model.Problems.Count + model.Remarks.Count > 0) page.Html($"</ul>");
        page.Html($"</div>");
    }

    private static void WriteRun(RunDirectory run, ReportModel model, TextWriter page)
    {
        if (run.Info is not { } info) return;
        page.Html($"<dl class=\"about\">");
        var ended = info.Ended is { } end ? $", took {Words.Duration(end - info.Started)}" : "";
        Entry(page, "started", RawHtml.From($"{Words.Moment(info.Started)}{ended}"));
        Entry(page, "command", RawHtml.From($"<code>{info.CommandLine}</code>"));
        var engines = info.Targets.Select(t => t.Engine).Concat(model.Results.Where(r => r.Run == run).Select(r => r.Result.Engine)).Distinct();
        Entry(page, "engines", RawHtml.From($"{string.Join(", ", engines)}"));
        var machines = info.Targets.Select(t => t.Description).Where(d => !string.IsNullOrEmpty(d)).Distinct().ToList();
        if (machines.Count > 0) Entry(page, "machines", RawHtml.From($"{string.Join("; ", machines)}"));
        foreach (var (key, value) in info.Host.OrderBy(p => p.Key, StringComparer.Ordinal)) Entry(page, key, RawHtml.From($"{value}"));
        Entry(page, "version", RawHtml.From($"{info.Version}"));
        page.Html($"</dl>");
    }

    private static void Entry(TextWriter page, string name, RawHtml value) => page.Html($"<div><dt>{name}</dt><dd>{value}</dd></div>");
}
