using System.Net;
using Conformance.Reports.Model;

namespace Conformance.Reports.Formats;

/// <summary><c>report.html</c>: one file that opens from disk without a network.</summary>
public sealed class HtmlReport : IReportFormat
{
    /// <inheritdoc />
    public string FileName => "report.html";

    /// <inheritdoc />
    public void Write(ReportModel model, TextWriter writer)
    {
        writer.WriteLine("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Conformance</title>");
        writer.WriteLine($"<h1>{WebUtility.HtmlEncode(Verdict.Of(model).Sentence)}</h1></html>");
    }
}
