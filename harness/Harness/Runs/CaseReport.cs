using Conformance.Harness.Invariants;
using Conformance.Harness.Results;

namespace Conformance.Harness.Runs;

/// <summary>What became of a case, before known failures are taken into account.</summary>
/// <param name="Suite">Name of its suite.</param>
/// <param name="Case">Name of the case.</param>
/// <param name="Invariant">What was judged.</param>
/// <param name="Reason">As <see cref="Result.Reason"/>.</param>
public sealed record CaseReport(Target Target, string Suite, string Case, Invariant Invariant, Outcome Outcome, string? Reason)
{
    /// <summary>Verdicts in the order of judging.</summary>
    public IReadOnlyList<Verdict> Verdicts { get; init; } = [];

    /// <summary>What was measured for it.</summary>
    public IReadOnlyList<Measurement> Measurements { get; init; } = [];

    /// <summary>Full text of an error.</summary>
    public string? Detail { get; init; }

    /// <summary>When the case began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }
}
