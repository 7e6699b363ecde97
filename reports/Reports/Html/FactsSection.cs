using Conformance.Reports.Model;

namespace Conformance.Reports.Html;

/// <summary>What kernels do, and between which neighbours it changes.</summary>
internal static class FactsSection
{
    public static void Write(ReportModel model, TextWriter page)
    {
        var table = FactTable.Of(model);
        page.Html($"<section id=\"facts\" aria-labelledby=\"facts-title\"><h2 id=\"facts-title\">Facts of the kernels</h2>");
        if (table.Rows.Count == 0)
        {
            page.Html($"<p class=\"hint\">No facts were recorded.</p></section>");
            return;
        }

        var changing = table.Rows.Count(r => r.Differs);
        page.Html($"<p class=\"hint\">Recorded, not judged. {(changing == 0 ? "All kernels agree." : $"{Words.Count(changing, "fact")} of {table.Rows.Count} change between kernels: marked where they do.")}</p>");
        page.Html($"<div class=\"scroll\" role=\"group\" aria-label=\"Table of facts\" tabindex=\"0\"><table class=\"facts\"><thead><tr><th scope=\"col\">mechanism</th><th scope=\"col\">fact</th>");
        foreach (var kernel in table.Kernels) page.Html($"<th scope=\"col\" title=\"{kernel}\">{Words.ShortKernel(kernel)}</th>");
        page.Html($"</tr></thead><tbody>");
        foreach (var row in table.Rows) WriteRow(row, page);
        page.Html($"</tbody></table></div></section>");
    }

    private static void WriteRow(FactRow row, TextWriter page)
    {
        page.Html($"<tr{new RawHtml(row.Differs ? " class=\"differs\"" : "")}><th scope=\"row\">{row.Mechanism}</th><td>{row.Name}</td>");
        foreach (var cell in row.Cells)
        {
            if (cell.Value is null) page.Html($"<td class=\"none\"><span aria-hidden=\"true\">·</span><span class=\"unseen\">not found out</span></td>");
            else if (cell.Changes) page.Html($"<td class=\"changes\">{cell.Value} <span class=\"mark\" title=\"was {cell.Previous}\"><span aria-hidden=\"true\">◂</span> changes here</span></td>");
            else page.Html($"<td>{cell.Value}</td>");
        }

        page.Html($"</tr>");
    }
}
