using System.Text;
using Conformance.Reports.Model;

namespace Conformance.Reports.Formats;

/// <summary><c>summary.md</c>: short enough for a comment on a merge request.</summary>
public sealed class MarkdownSummary : IReportFormat
{
    /// <summary>Most things listed in full; comments on code forges end at 65,536 characters.</summary>
    private const int MostListed = 30;

    private const int LongestReason = 300;

    /// <inheritdoc />
    public string FileName => "summary.md";

    /// <inheritdoc />
    public void Write(ReportModel model, TextWriter writer)
    {
        var verdict = Verdict.Of(model);
        writer.WriteLine($"## {verdict.Tone.Glyph()} {Text(verdict.Sentence)}");
        writer.WriteLine();
        WriteCounts(model, writer);
        WriteProblems(model, writer);
        WriteUnexpected(model, writer);
        WriteFacts(model, writer);
        WriteRemarks(model, writer);
    }

    private static void WriteCounts(ReportModel model, TextWriter writer)
    {
        if (model.Targets.Count == 0) return;
        var outcomes = Outcomes.BySeverity.Reverse().ToList();
        writer.WriteLine($"| kernel | engine | machine |{string.Concat(outcomes.Select(o => $" {o.Word()} |"))}");
        writer.WriteLine($"|---|---|---|{string.Concat(outcomes.Select(_ => "--:|"))}");
        var byTarget = model.Results.ToLookup(r => r.Target);
        foreach (var target in model.Targets)
        {
            writer.Write($"| {Text(target.Kernel)} | {Text(target.Engine)} | {Text(target.Machine)} |");
            foreach (var outcome in outcomes)
            {
                var count = byTarget[target].Count(r => r.Outcome == outcome);
                writer.Write(count > 0 && outcome.IsUnexpected() ? $" **{count}** |" : $" {count} |");
            }

            writer.WriteLine();
        }

        writer.WriteLine();
    }

    private static void WriteProblems(ReportModel model, TextWriter writer)
    {
        if (model.Problems.Count == 0) return;
        writer.WriteLine("### Could not run");
        writer.WriteLine();
        foreach (var problem in model.Problems) writer.WriteLine($"- {Text(problem.Kernel)}, {Text(problem.Engine)}: {Text(problem.Problem)}");
        writer.WriteLine();
    }

    private static void WriteUnexpected(ReportModel model, TextWriter writer)
    {
        var groups = UnexpectedGroup.Of(model);
        if (groups.Count == 0) return;
        writer.WriteLine("### Unexpected results");
        writer.WriteLine();
        foreach (var group in groups.Take(MostListed))
        {
            var first = group.First.Result;
            var kernels = string.Join(", ", group.Results.Select(r => $"{Words.ShortKernel(r.Result.Kernel)} ({r.Result.Engine})").Distinct());
            writer.WriteLine($"- {group.Outcome.Glyph()} {group.Outcome.Word()}: **{Text(first.Invariant)}** · {Code(group.First.FullCase)} on {Text(kernels)}  ");
            writer.WriteLine($"  {Text(first.Reason ?? "no reason was given")}");
            if (group.First.Evidence?.Rerun is { } rerun) writer.WriteLine($"  Again: {Code(rerun)}");
        }

        if (groups.Count > MostListed) writer.WriteLine($"- … and {groups.Count - MostListed} more in report.html");
        writer.WriteLine();
    }

    private static void WriteFacts(ReportModel model, TextWriter writer)
    {
        var table = FactTable.Of(model);
        var differing = table.Rows.Where(r => r.Differs).ToList();
        if (differing.Count == 0) return;
        writer.WriteLine("### Kernels differ");
        writer.WriteLine();
        writer.WriteLine($"| mechanism | fact |{string.Concat(table.Kernels.Select(k => $" {Text(Words.ShortKernel(k))} |"))}");
        writer.WriteLine($"|---|---|{string.Concat(table.Kernels.Select(_ => "---|"))}");
        foreach (var row in differing)
        {
            var cells = row.Cells.Select(c => c.Value is null ? " – |" : c.Changes ? $" **{Text(c.Value)}** |" : $" {Text(c.Value)} |");
            writer.WriteLine($"| {Text(row.Mechanism)} | {Text(row.Name)} |{string.Concat(cells)}");
        }

        writer.WriteLine();
    }

    private static void WriteRemarks(ReportModel model, TextWriter writer)
    {
        foreach (var remark in model.Remarks.Take(MostListed)) writer.WriteLine($"> {Text(remark)}  ");
    }

    private static string Text(string? text)
    {
        if (text is null) return "";
        var result = new StringBuilder(text.Length);
        foreach (var c in text.Length > LongestReason ? text.AsSpan(0, LongestReason) : text)
        {
            if (c == '<') result.Append("&lt;");
            else if (c == '&') result.Append("&amp;");
            else if (char.IsControl(c)) result.Append(' ');
            else if ("\\`*_[]|#~@".Contains(c, StringComparison.Ordinal)) result.Append('\\').Append(c);
            else result.Append(c);
        }

        return text.Length > LongestReason ? result.Append('…').ToString() : result.ToString();
    }

    // A code span: fenced by one backtick more than the text holds in a row.
    private static string Code(string text)
    {
        var line = new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]);
        int longest = 0, current = 0;
        foreach (var c in line)
        {
            current = c == '`' ? current + 1 : 0;
            longest = Math.Max(longest, current);
        }

        var fence = new string('`', longest + 1);
        return longest > 0 ? $"{fence} {line} {fence}" : $"{fence}{line}{fence}";
    }
}
