using Conformance.Harness.Results;
using Conformance.Reports.Model;

namespace Conformance.Reports.Html;

/// <summary>Kernels x invariants, whole without JavaScript. Every cell says its outcome by sign and word, and leads to its results.</summary>
internal static class MatrixSection
{
    public static void Write(ReportModel model, TextWriter page)
    {
        page.Html($"<section id=\"matrix\" aria-labelledby=\"matrix-title\">");
        page.Html($"<h2 id=\"matrix-title\">Kernels and invariants</h2>");
        if (model.Targets.Count == 0)
        {
            page.Html($"<p class=\"hint\">There are no results to show.</p></section>");
            return;
        }

        page.Html($"<p class=\"hint\">Each cell counts cases, worst outcome first, and leads to them. Promises are the tracer’s; laws and facts are the kernel’s.</p>");
        page.Html($"<div class=\"scroll\" role=\"group\" aria-label=\"Table of kernels and invariants\" tabindex=\"0\"><table class=\"matrix\">");
        WriteHead(model, page);
        page.Html($"<tbody>");
        var byCell = model.Results.ToLookup(r => (r.Result.Invariant, r.Target));
        foreach (var invariant in InvariantRow.Of(model)) WriteRow(invariant, model, byCell, page);
        WriteTotals(model, page);
        page.Html($"</tbody></table></div></section>");
    }

    private static void WriteHead(ReportModel model, TextWriter page)
    {
        var engines = model.Targets.Select(t => t.Engine).Distinct().Count() > 1;
        var machines = model.Targets.Select(t => t.Machine).Distinct().Count() > 1;
        page.Html($"<thead><tr><th scope=\"col\" class=\"corner\"{new RawHtml(engines || machines ? " rowspan=\"2\"" : "")}>invariant</th>");
        foreach (var kernel in model.Targets.GroupBy(t => t.Kernel))
        {
            var columns = kernel.Count();
            page.Html($"<th scope=\"{(columns > 1 ? "colgroup" : "col")}\" colspan=\"{columns}\" class=\"kernel\"><a href=\"#kernel={Uri.EscapeDataString(kernel.Key)}\"><b>{Words.ShortKernel(kernel.Key)}</b>{Flavour(kernel.Key)}</a></th>");
        }

        page.Html($"</tr>");
        if (engines || machines)
        {
            page.Html($"<tr>");
            foreach (var target in model.Targets)
            {
                var name = engines && machines ? $"{target.Engine} · {target.Machine}" : engines ? target.Engine : target.Machine;
                page.Html($"<th scope=\"col\" class=\"engine\"><a href=\"#{Links.Column(target)}\">{name}</a></th>");
            }

            page.Html($"</tr>");
        }

        page.Html($"</thead>");
    }

    private static RawHtml Flavour(string kernel)
    {
        var rest = kernel[Words.ShortKernel(kernel).Length..];
        return rest.Length == 0 ? default : RawHtml.From($"<small>{rest}</small>");
    }

    private static void WriteRow(InvariantRow invariant, ReportModel model, ILookup<(string, Target), ReportedResult> byCell, TextWriter page)
    {
        var kind = invariant.Kind is null ? default : RawHtml.From($" <span class=\"kind\">{invariant.Kind}</span>");
        page.Html($"<tr><th scope=\"row\"><a href=\"#{Links.Row(invariant.Name)}\">{invariant.Name}</a>{kind}<span class=\"sentence\">{invariant.Sentence}</span></th>");
        foreach (var target in model.Targets)
        {
            var counts = Count(byCell[(invariant.Name, target)]);
            if (counts.Count == 0)
            {
                page.Html($"<td class=\"none\"><span aria-hidden=\"true\">·</span><span class=\"unseen\">not run</span></td>");
                continue;
            }

            WriteCell(counts, Links.Cell(invariant.Name, target), page);
        }

        page.Html($"</tr>");
    }

    private static void WriteTotals(ReportModel model, TextWriter page)
    {
        page.Html($"<tr class=\"totals\"><th scope=\"row\">all results</th>");
        var byTarget = model.Results.ToLookup(r => r.Target);
        foreach (var target in model.Targets)
        {
            var counts = Count(byTarget[target]);
            if (counts.Count == 0) page.Html($"<td class=\"o-error\"><span class=\"cell\"><span class=\"worst\"><span aria-hidden=\"true\">!</span> could not run</span></span></td>");
            else WriteCell(counts, Links.Column(target), page);
        }

        page.Html($"</tr>");
    }

    private static void WriteCell(List<(Outcome Outcome, int Count)> counts, string link, TextWriter page)
    {
        var (worst, count) = counts[0];
        var rest = counts.Count == 1 ? default : RawHtml.From($"<small>{string.Join(", ", counts.Skip(1).Select(c => $"{c.Count} {c.Outcome.Word()}"))}</small>");
        page.Html($"<td class=\"o-{worst.Word()}\"><a class=\"cell\" href=\"#{link}\"><span class=\"worst\"><span aria-hidden=\"true\">{worst.Glyph()}</span> <b>{count}</b> {worst.Word()}</span>{rest}</a></td>");
    }

    private static List<(Outcome Outcome, int Count)> Count(IEnumerable<ReportedResult> results) =>
        // A missing feature does not overshadow what was judged; everything else is shown worst first.
        [.. results.GroupBy(r => r.Outcome).OrderBy(g => g.Key == Outcome.Unsupported ? int.MaxValue : g.Key.Severity()).Select(g => (g.Key, g.Count()))];
}
