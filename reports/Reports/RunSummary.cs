using Conformance.Harness.Results;
using Conformance.Reports.Model;

namespace Conformance.Reports;

/// <summary>What a caller needs after a report was written: for the terminal's last lines and the exit code.</summary>
/// <param name="Verdict">One sentence.</param>
/// <param name="Counts">How many results have each outcome; every outcome is present.</param>
/// <param name="Kernels">Kernels, oldest first.</param>
/// <param name="IsIncomplete">A run was stopped before its end.</param>
/// <param name="Problems">Targets that could not run at all.</param>
/// <param name="Remarks">What was missing or unreadable.</param>
public sealed record RunSummary(
    string Verdict,
    IReadOnlyDictionary<Outcome, int> Counts,
    IReadOnlyList<string> Kernels,
    bool IsIncomplete,
    IReadOnlyList<TargetInfo> Problems,
    IReadOnlyList<string> Remarks)
{
    /// <summary>DESIGN, section 4: 0 all as expected, 1 an unexpected result, 3 something could not be judged.</summary>
    public int SuggestedExitCode =>
        Counts[Outcome.Fail] + Counts[Outcome.UnexpectedPass] > 0 ? 1
        : Counts[Outcome.Error] > 0 || Counts[Outcome.Unsupported] == Counts.Values.Sum() || Problems.Count > 0 || IsIncomplete ? 3
        : 0;

    internal static RunSummary Of(ReportModel model) =>
        new(Model.Verdict.Of(model).Sentence, model.Counts, model.Kernels, model.IsIncomplete, model.Problems, model.Remarks);
}
