using System.Text;
using Conformance.Reports.Formats;
using Conformance.Reports.Reading;

namespace Conformance.Reports;

/// <summary>The paths that were written and what they say.</summary>
public sealed record WrittenReports(IReadOnlyList<string> Paths, RunSummary Summary);

/// <summary>From output directories to reports.</summary>
public static class ReportWriter
{
    /// <summary>Reads the runs, merges them, and writes every format of <see cref="ReportFormats"/>.</summary>
    /// <param name="runDirectories">Output directories of runs, whole or not.</param>
    /// <param name="outDirectory">Where the reports go; created if missing. May be one of the runs.</param>
    /// <exception cref="IOException">A report could not be written (disk full, read-only).</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written to.</exception>
    public static Task<WrittenReports> WriteAllAsync(
        IReadOnlyList<string> runDirectories, string outDirectory, CancellationToken cancellationToken) =>
        Task.Run(() => WriteAll(runDirectories, outDirectory, cancellationToken), cancellationToken);

    private static WrittenReports WriteAll(IReadOnlyList<string> runDirectories, string outDirectory, CancellationToken cancellationToken)
    {
        var model = RunReader.Read(runDirectories, outDirectory, cancellationToken);
        Directory.CreateDirectory(outDirectory);
        var paths = new List<string>();
        foreach (var format in ReportFormats.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = Path.Combine(outDirectory, format.FileName);
            // Under another name first: a reader, or a second Ctrl-C, never meets half a report.
            var partial = path + ".partial";
            using (var writer = new StreamWriter(partial, append: false, new UTF8Encoding(false)) { NewLine = "\n" }) format.Write(model, writer);
            File.Move(partial, path, overwrite: true);
            paths.Add(path);
        }

        return new WrittenReports(paths, RunSummary.Of(model));
    }
}
