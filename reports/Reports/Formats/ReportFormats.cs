namespace Conformance.Reports.Formats;

/// <summary>The formats that every run writes.</summary>
public static class ReportFormats
{
    /// <summary>All of them, the most wanted first.</summary>
    public static IReadOnlyList<IReportFormat> All { get; } =
        [new HtmlReport(), new JUnitReport(), new MarkdownSummary(), new KtapReport()];
}
