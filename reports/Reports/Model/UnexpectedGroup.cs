using Conformance.Harness.Results;

namespace Conformance.Reports.Model;

/// <summary>The same unexpected outcome of one case and invariant, on one or several targets: one thing to look at, not many.</summary>
/// <param name="Outcome">Fail, error or unexpected-pass.</param>
/// <param name="Results">At least one, kernels oldest first.</param>
public sealed record UnexpectedGroup(Outcome Outcome, IReadOnlyList<ReportedResult> Results)
{
    /// <summary>The result that speaks for all.</summary>
    public ReportedResult First => Results[0];

    /// <summary>Groups all unexpected results, worst first.</summary>
    public static IReadOnlyList<UnexpectedGroup> Of(ReportModel model) =>
    [
        .. model.Results
            .Where(r => r.Outcome.IsUnexpected())
            .GroupBy(r => (r.Outcome, r.Result.Invariant, r.FullCase))
            .OrderBy(g => g.Key.Outcome.Severity())
            .ThenBy(g => g.Key.Invariant, NaturalOrder.Instance)
            .ThenBy(g => g.Key.FullCase, NaturalOrder.Instance)
            .Select(g => new UnexpectedGroup(g.Key.Outcome, [.. g])),
    ];
}
