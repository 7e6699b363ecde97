using System.Globalization;
using System.Text;

namespace Conformance.Engine.Output;

/// <summary>Text as bpftrace 0.27 prints it.</summary>
internal sealed class TextRenderer(bool blankLinesBeforeMaps) : IOutputRenderer
{
    /// <inheritdoc/>
    public bool IsForErrors(SessionOutput output) => output is Complaint or HelperFailure;

    /// <inheritdoc/>
    public string Render(SessionOutput output) => output switch
    {
        Printed printed => printed.Text,
        PrintedValue printed => ValueText.Of(printed.Value) + "\n",
        PrintedMap map => Map(map),
        // bpftrace ends what a command printed with a line end of its own.
        PrintedText { Kind: "syscall" } text => text.Text + "\n",
        PrintedText text => text.Text,
        AttachedProbes probes => string.Create(CultureInfo.InvariantCulture, $"Attached {probes.Count} probe{(probes.Count == 1 ? "" : "s")}\n"),
        LostEvents lost => string.Create(CultureInfo.InvariantCulture, $"Lost {lost.Count} events\n"),
        Complaint complaint => string.Create(CultureInfo.InvariantCulture,
            $"{complaint.File}:{complaint.Line}:{complaint.Column}-{complaint.EndColumn}: {(complaint.Warning ? "WARNING" : "ERROR")}: {complaint.Text}\n"),
        HelperFailure failure => string.Create(CultureInfo.InvariantCulture,
            $"{failure.File}:{failure.Line}:{failure.Column}-{failure.EndColumn}: WARNING: {failure.Text}\nAdditional Info - helper: {failure.Helper}, retcode: {failure.Answer}\n{failure.Source}\n{Mark(failure)}\n"),
        MapsFollow => blankLinesBeforeMaps ? "\n\n" : "",
        _ => "",
    };

    /// <summary>Marks the expression under its line.</summary>
    private static string Mark(HelperFailure failure)
    {
        var before = failure.Source[..Math.Clamp(failure.Column - 1, 0, failure.Source.Length)];
        return string.Concat(before.Select(c => c == '\t' ? '\t' : ' ')) + new string('~', Math.Max(1, failure.EndColumn - failure.Column));
    }

    private static string Map(PrintedMap map)
    {
        var text = new StringBuilder();
        foreach (var entry in map.Entries)
        {
            text.Append(map.Name);
            if (entry.Key.Count > 0)
                text.Append('[').AppendJoin(", ", entry.Key.Select(ValueText.Of)).Append(']');
            if (entry.Value is HistogramOutput histogram)
                text.Append(":\n").Append(HistogramText.Of(histogram)).Append('\n');
            else if (entry.Value is TimeSeriesOutput series)
                text.Append(":\n").Append(TimeSeriesText.Of(series)).Append('\n');
            else
                text.Append(": ").Append(ValueText.Of(entry.Value)).Append('\n');
        }
        return text.ToString();
    }
}
