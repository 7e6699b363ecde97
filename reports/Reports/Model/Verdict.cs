using Conformance.Harness.Results;

namespace Conformance.Reports.Model;

/// <summary>What became of the run, in plain words.</summary>
/// <param name="Main">One sentence: the answer.</param>
/// <param name="Also">Further sentences: what keeps the answer from being the whole truth. May be empty.</param>
/// <param name="Tone">The outcome whose colour and sign fit.</param>
public sealed record Verdict(string Main, IReadOnlyList<string> Also, Outcome Tone)
{
    /// <summary>Most invariants that the sentence names; more are counted.</summary>
    private const int MostNamed = 3;

    /// <summary>All of it.</summary>
    public string Sentence => string.Join(' ', Also.Prepend(Main));

    /// <summary>Judges the whole model.</summary>
    public static Verdict Of(ReportModel model)
    {
        var counts = model.Counts;
        var broken = model.Results.Where(r => r.Outcome == Outcome.Fail).ToList();
        var also = MoreAbout(model, counts);
        if (broken.Count > 0) return new(Broken(broken), also, Outcome.Fail);
        if (model.Results.Count == 0) return new("Nothing was judged.", also, Outcome.Error);
        if (counts[Outcome.Pass] + counts[Outcome.KnownFail] + counts[Outcome.UnexpectedPass] == 0)
            return new("No promise could be judged.", also, counts[Outcome.Error] > 0 ? Outcome.Error : Outcome.Unsupported);
        var kernels = model.Results.Where(r => r.Outcome is not (Outcome.Error or Outcome.Unsupported)).Select(r => r.Result.Kernel).Distinct().Count();
        var everything = counts[Outcome.Error] == 0 && model.Problems.Count == 0 && !model.IsIncomplete;
        var known = counts[Outcome.KnownFail] > 0 ? $", apart from {Words.Count(counts[Outcome.KnownFail], "known failure")}" : "";
        var tone = counts[Outcome.UnexpectedPass] > 0 ? Outcome.UnexpectedPass : everything ? Outcome.Pass : Outcome.Error;
        return new($"All {(everything ? "" : "judged ")}promises kept on {Words.Count(kernels, "kernel")}{known}.", also, tone);
    }

    private static string Broken(List<ReportedResult> broken)
    {
        var invariants = broken.Select(r => r.Result.Invariant).Distinct().Order(NaturalOrder.Instance).ToList();
        var kernels = broken.Select(r => r.Result.Kernel).Distinct().Count();
        var named = string.Join(", ", invariants.Take(MostNamed));
        var more = invariants.Count > MostNamed ? $" and {invariants.Count - MostNamed} more" : "";
        // A law of the kernel that does not hold is no broken promise of a tracer.
        var noun = invariants.TrueForAll(i => InvariantRow.KindOf(i) is null or "promise") ? "promise" : "invariant";
        return $"{Words.Count(invariants.Count, noun)} broken on {Words.Count(kernels, "kernel")}: {named}{more}.";
    }

    private static List<string> MoreAbout(ReportModel model, IReadOnlyDictionary<Outcome, int> counts)
    {
        var sentences = new List<string>();
        if (counts[Outcome.Error] > 0) sentences.Add($"{Words.Count(counts[Outcome.Error], "result")} could not be judged.");
        if (counts[Outcome.Unsupported] > 0 && counts[Outcome.Unsupported] == model.Results.Count)
        {
            var reasons = model.Results.Select(r => r.Result.Reason).OfType<string>().Distinct().Take(MostNamed).ToList();
            sentences.Add($"Everything is unsupported{(reasons.Count > 0 ? $": {string.Join(", ", reasons)}" : "")}.");
        }

        if (model.Problems.Count > 0) sentences.Add($"{Words.Count(model.Problems.Count, "target")} could not run.");
        if (counts[Outcome.UnexpectedPass] > 0) sentences.Add($"{Words.Count(counts[Outcome.UnexpectedPass], "listed failure")} passed.");
        if (model.IsIncomplete)
            sentences.Add(model.Planned > 0 ? $"The run stopped after {model.Results.Count} of {model.Planned} results." : "The run stopped early.");
        return sentences;
    }
}
