using Conformance.Reports.Html;
using Conformance.Reports.Html.Data;
using Conformance.Reports.Model;

namespace Conformance.Reports.Formats;

/// <summary><c>report.html</c>: one file that opens from disk without a network. Verdict, matrix, facts and unexpected results need no script.</summary>
public sealed class HtmlReport : IReportFormat
{
    /// <inheritdoc />
    public string FileName => "report.html";

    /// <inheritdoc />
    public void Write(ReportModel model, TextWriter writer)
    {
        writer.Html($"<!doctype html>");
        writer.Html($"<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        writer.Html($"<meta http-equiv=\"Content-Security-Policy\" content=\"{PageAssets.Policy}\"><meta name=\"color-scheme\" content=\"light dark\">");
        writer.Html($"<title>{Verdict.Of(model).Sentence} – Conformance</title>");
        writer.Html($"<style>{new RawHtml(PageAssets.Style)}</style></head><body>");
        writer.Html($"<a class=\"skip\" href=\"#results\">Skip to results</a>");
        HeaderSection.Write(model, writer);
        writer.Html($"<main>");
        MatrixSection.Write(model, writer);
        FactsSection.Write(model, writer);
        ResultsSection.Write(model, writer);
        writer.Html($"</main>");
        new PageData(model).Write(writer);
        writer.Html($"<script>{new RawHtml(PageAssets.Script)}</script></body></html>");
    }
}
