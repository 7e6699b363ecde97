using Conformance.Harness.Results;
using Conformance.Harness.Text;

namespace Conformance.Harness.Expectations;

/// <summary>What several runs say about a file of known failures.</summary>
/// <param name="New">Failures that are not listed yet, gathered; their reasons are for a person to say.</param>
/// <param name="Gone">Entries whose cases were run and all passed.</param>
/// <param name="Kept">All others.</param>
public sealed record ExpectationUpdate(IReadOnlyList<Expectation> New, IReadOnlyList<Expectation> Gone, IReadOnlyList<Expectation> Kept)
{
    /// <summary>The file as it should be. New entries come first: the first that matches counts, and they know more.</summary>
    public IReadOnlyList<Expectation> Entries => [.. New, .. Kept];

    /// <summary>Merges.</summary>
    /// <param name="results">Results of all runs; of repeated ones their rounds.</param>
    /// <param name="architecture">What <c>uname -m</c> prints in the guests.</param>
    public static ExpectationUpdate Of(ExpectationList known, IReadOnlyList<Result> results, string architecture)
    {
        var cases = results.Where(result => result.Outcome is not (Outcome.Unsupported or Outcome.Error))
            .GroupBy(ResultKey.Of)
            .Select(group => new Seen(group.First(), group.Count(result => result.Outcome is Outcome.Fail or Outcome.KnownFail), group.Count()))
            .ToArray();
        var gone = known.Entries.Where(entry => !entry.Intermittent && cases.Where(one => known.Find(one.Result, architecture) == entry).ToArray() is { Length: > 0 } listed && listed.All(one => one.Failed == 0)).ToArray();
        // A listed failure that also passes is listed wrongly: the new entry says that it is intermittent.
        var unlisted = cases.Where(one => one.Failed > 0 && (known.Find(one.Result, architecture) is not { } entry || (one.Varies && !entry.Intermittent))).ToArray();
        var entries = unlisted
            .GroupBy(one => (one.Varies, one.Result.Engine, one.Result.Invariant))
            .SelectMany(group => Gather(group, cases.Where(one => one.Result.Engine == group.Key.Engine && one.Result.Invariant == group.Key.Invariant && !group.Contains(one)).ToArray()))
            .GroupBy(entry => (entry.Engine.Pattern, entry.Case.Pattern, Kernel: entry.Kernel.ToString(), entry.Intermittent))
            .Select(group => group.First() with { Invariant = new Glob(string.Join(',', group.Select(entry => entry.Invariant.Pattern))), Seen = group.Key.Intermittent ? string.Join("; ", group.Select(entry => entry.Seen)) : null })
            .ToArray();
        return new ExpectationUpdate(entries, gone, [.. known.Entries.Except(gone)]);
    }

    /// <summary>Cases that failed on the same kernels make one entry; their names become globs as wide as no other case forbids.</summary>
    private static IEnumerable<Expectation> Gather(IEnumerable<Seen> failed, Seen[] others) =>
        from one in failed
        group one by one.Result.Case into byCase
        let kernels = string.Join('|', byCase.Select(one => SeriesOf(one.Result.Kernel)).Distinct().Order(VersionOrder))
        group byCase by kernels into byKernels
        let sample = byKernels.First().First()
        let all = byKernels.SelectMany(one => one).ToArray()
        let foreign = others.Where(other => byKernels.Key.Split('|').Contains(SeriesOf(other.Result.Kernel))).Select(other => other.Result.Case).ToHashSet()
        let globs = byKernels.Select(one => Widest(one.Key, foreign)).Distinct().Order(StringComparer.Ordinal)
        select new Expectation("new", new Glob(sample.Result.Invariant), new Glob(string.Join(',', globs)), KernelRange.Parse(byKernels.Key), new Glob("*"), new Glob(sample.Result.Engine), new Glob("*"), "", null)
        {
            Intermittent = sample.Varies,
            Seen = sample.Varies ? $"{all.Sum(one => one.Failed)} of {all.Sum(one => one.Trials)}" : null,
        };

    /// <summary>The shortest beginning of a case's name that no case begins with which is something else.</summary>
    private static string Widest(string name, IReadOnlySet<string> foreign)
    {
        var parts = name.Split('/');
        for (var length = 1; length < parts.Length; length++)
        {
            var beginning = string.Join('/', parts.Take(length)) + "/";
            if (!foreign.Any(other => other.StartsWith(beginning, StringComparison.Ordinal)))
                return beginning + "*";
        }

        return name;
    }

    private static string SeriesOf(string release) => string.Join('.', release.Split('.', '-', '+').Take(2));

    private static Comparer<string> VersionOrder => Comparer<string>.Create((a, b) =>
        Version.TryParse(a, out var first) && Version.TryParse(b, out var second) ? first.CompareTo(second) : string.CompareOrdinal(a, b));

    /// <summary>One case on one kernel, engine and machine, over all runs.</summary>
    private sealed record Seen(Result Result, int Failed, int Trials)
    {
        public bool Varies => Failed > 0 && Failed < Trials;
    }
}
