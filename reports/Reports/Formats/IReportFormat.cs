using Conformance.Reports.Model;

namespace Conformance.Reports.Formats;

/// <summary>One way to show a run. A new format is one file and one entry in <see cref="ReportFormats"/>.</summary>
public interface IReportFormat
{
    /// <summary>Name of the file in the output directory.</summary>
    string FileName { get; }

    /// <summary>Writes the whole report.</summary>
    void Write(ReportModel model, TextWriter writer);
}
