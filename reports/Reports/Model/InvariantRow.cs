using Conformance.Harness.Invariants;

namespace Conformance.Reports.Model;

/// <summary>An invariant as the report names it.</summary>
/// <param name="Name">Number and short name.</param>
/// <param name="Sentence">What it says; empty if no evidence told.</param>
/// <param name="Kind"><c>promise</c>, <c>law</c> or <c>fact</c>; <c>null</c> if unknown.</param>
public sealed record InvariantRow(string Name, string Sentence, string? Kind)
{
    /// <summary>All invariants with results, by number.</summary>
    public static IReadOnlyList<InvariantRow> Of(ReportModel model) =>
    [
        .. model.Results
            .GroupBy(r => r.Result.Invariant)
            .OrderBy(g => g.Key, NaturalOrder.Instance)
            .Select(g => new InvariantRow(g.Key, g.Select(r => r.Evidence?.Sentence).FirstOrDefault(s => !string.IsNullOrEmpty(s)) ?? "", KindOf(g.Key))),
    ];

    /// <summary>Whose sentence an invariant is: <c>promise</c>, <c>law</c> or <c>fact</c>; <c>null</c> if this version does not know it.</summary>
    public static string? KindOf(string name) => InvariantTable.All.FirstOrDefault(i => i.Name == name)?.Layer switch
    {
        Layer.Promise => "promise",
        Layer.Kernel => "law",
        Layer.Fact => "fact",
        _ => null,
    };
}
