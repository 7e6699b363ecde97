using Conformance.Harness.Expectations;
using Conformance.Harness.Results;

namespace Conformance.Harness.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Planned">Cases of the plan.</param>
/// <param name="Outcomes">Results by outcome, those of a resumed run included.</param>
/// <param name="Interrupted">Cancelled before the plan was done.</param>
/// <param name="Unused">Expectations that matched nothing although the run was full and about them.</param>
public sealed record RunTotals(int Planned, IReadOnlyDictionary<Outcome, int> Outcomes, bool Interrupted, IReadOnlyList<Expectation> Unused)
{
    /// <summary>Counts the results of a journal.</summary>
    public static RunTotals Of(int planned, IReadOnlyList<Result> results, bool interrupted, IReadOnlyList<Expectation> unused) =>
        new(planned, results.GroupBy(result => result.Outcome).ToDictionary(group => group.Key, group => group.Count()), interrupted, unused);

    /// <summary>Facts that were found otherwise than they are recorded.</summary>
    public IReadOnlyList<ChangedFact> Changed { get; init; } = [];

    /// <summary>How many results have an outcome.</summary>
    public int this[Outcome outcome] => Outcomes.GetValueOrDefault(outcome);

    /// <summary>Whether no case could be judged because all of them are unsupported here: nothing was promised and nothing kept.</summary>
    public bool NothingSupported => this[Outcome.Unsupported] > 0 && this[Outcome.Unsupported] == Outcomes.Values.Sum();

    /// <summary>0 all as expected · 1 an unexpected result · 2 an expectation that matched nothing · 3 something could not be judged (or all is unsupported), or the run is not whole.</summary>
    public int ExitCode =>
        this[Outcome.Fail] + this[Outcome.UnexpectedPass] > 0 ? 1
        : this[Outcome.Error] > 0 || NothingSupported || Interrupted || Outcomes.Values.Sum() < Planned ? 3
        : Unused.Count > 0 ? 2
        : 0;
}
