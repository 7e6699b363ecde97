using Conformance.Harness.Results;
using Conformance.Reports.Reading;

namespace Conformance.Reports.Model;

/// <summary>A result with everything that belongs to it.</summary>
/// <param name="Result">The journal's line.</param>
/// <param name="Evidence">What the verdict stands on; <c>null</c> if the directory does not hold it (any more).</param>
/// <param name="Run">The directory it comes from.</param>
public sealed record ReportedResult(Result Result, Evidence? Evidence, RunDirectory Run)
{
    /// <summary>Its column in the matrix.</summary>
    public Target Target { get; } = new(Result.Kernel, Result.Engine, Result.Machine);

    /// <summary>The outcome.</summary>
    public Outcome Outcome => Result.Outcome;

    /// <summary>Suite and case, as users write them in <c>--cases</c>.</summary>
    public string FullCase => $"{Result.Suite}/{Result.Case}";

    /// <summary>Two results with the same key are about the same thing; a merged report keeps the newer one.</summary>
    public (string, string, string, Target) Key => (Result.Suite, Result.Case, Result.Invariant, Target);
}
