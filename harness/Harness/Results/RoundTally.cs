namespace Conformance.Harness.Results;

/// <summary>
/// What the rounds of a repeated run did to each case. An outcome that varies is never settled by trying again: the worst stands, with the count of each. Not safe for several threads.
/// </summary>
internal sealed class RoundTally
{
    /// <summary>Worst first. A round that could not be judged does not excuse one that failed.</summary>
    private static readonly Outcome[] s_worstFirst = [Outcome.Fail, Outcome.Error, Outcome.UnexpectedPass, Outcome.KnownFail, Outcome.Unsupported, Outcome.Pass];

    private readonly Dictionary<ResultKey, List<RoundResult>> _cases = [];

    /// <summary>The results of all rounds.</summary>
    public IEnumerable<Result> All => _cases.Values.SelectMany(rounds => rounds).Select(round => round.Result);

    /// <summary>How many rounds there are of a case.</summary>
    public int Of(ResultKey key) => _cases.TryGetValue(key, out var rounds) ? rounds.Count : 0;

    /// <summary>Whether a case has that round.</summary>
    public bool Has(ResultKey key, int round) => _cases.TryGetValue(key, out var rounds) && rounds.Any(one => one.Round == round);

    /// <summary>Whether no round of the case has ended like this so far, so that this one's evidence is worth keeping.</summary>
    public bool IsNew(Result result) => !_cases.TryGetValue(ResultKey.Of(result), out var rounds) || rounds.TrueForAll(one => one.Result.Outcome != result.Outcome);

    /// <summary>Counts a round.</summary>
    public void Add(RoundResult round)
    {
        var key = ResultKey.Of(round.Result);
        if (!_cases.TryGetValue(key, out var rounds))
            _cases.Add(key, rounds = []);
        rounds.Add(round);
    }

    /// <summary>The result that stands for all rounds of a case: the first of those with the worst outcome.</summary>
    public Result Standing(ResultKey key)
    {
        var rounds = _cases[key];
        var worst = s_worstFirst.First(outcome => rounds.Exists(round => round.Result.Outcome == outcome));
        var first = rounds.First(round => round.Result.Outcome == worst).Result;
        if (Varying(key) is not { } counts)
            return first;
        // Neither fails, but a case that passes here and is unsupported there has no outcome of its own either.
        var outcome = worst is Outcome.KnownFail or Outcome.Unsupported && rounds.Exists(round => round.Result.Outcome is Outcome.Unsupported) ? Outcome.Fail : worst;
        return first with { Outcome = outcome, Reason = $"intermittent: {counts}{(first.Reason is null ? "" : $"; {first.Reason}")}" };
    }

    /// <summary>The cases whose outcome varied, with the rate of each outcome.</summary>
    public IEnumerable<(ResultKey Key, string Counts)> AllVarying() => from key in _cases.Keys let counts = Varying(key) where counts is not null select (key, counts);

    private string? Varying(ResultKey key)
    {
        var rounds = _cases[key];
        var outcomes = rounds.GroupBy(round => round.Result.Outcome).OrderBy(group => Array.IndexOf(s_worstFirst, group.Key)).ToArray();
        return outcomes.Length == 1 ? null : string.Join(", ", outcomes.Select(group => $"{Word(group.Key)} in {new Rate(group.Count(), rounds.Count)}"));
    }

    private static string Word(Outcome outcome) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());
}
