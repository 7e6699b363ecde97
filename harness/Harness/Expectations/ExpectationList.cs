using Conformance.Harness.Configuration;
using Conformance.Harness.Results;
using Conformance.Harness.Text;

namespace Conformance.Harness.Expectations;

/// <summary>The known failures. A failure that is listed is <c>known-fail</c>, a pass that is listed <c>unexpected-pass</c> unless it is listed as intermittent; other outcomes stay as they are.</summary>
public sealed class ExpectationList
{
    private ExpectationList(IReadOnlyList<Expectation> entries) => Entries = entries;

    /// <summary>Nothing is expected to fail.</summary>
    public static ExpectationList Empty => new([]);

    /// <summary>All entries, in the file's order; the first that matches counts.</summary>
    public IReadOnlyList<Expectation> Entries { get; }

    /// <summary>Where a run's known failures are: what is configured, or the house's own.</summary>
    /// <exception cref="ConfigurationException">Nothing is configured and there is no house.</exception>
    public static string PathOf(RunConfiguration configuration) =>
        configuration.Expectations.Length > 0 ? configuration.Expectations : House.Locate("fixtures/expectations.json", "expectations");

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read or an entry is wrong: file, entry, key and value are named.</exception>
    public static ExpectationList Read(string path) => new(ExpectationReader.Read(path, drafts: false));

    /// <summary>Reads the file with entries whose reason a person has yet to write; no run takes those.</summary>
    /// <exception cref="ConfigurationException">It cannot be read or an entry is wrong otherwise.</exception>
    public static ExpectationList ReadWithDrafts(string path) => new(ExpectationReader.Read(path, drafts: true));

    /// <summary>Refuses entries that speak of no case that there is: they would never match anything.</summary>
    /// <param name="cases">Name of the invariant and the case, for all cases of all suites.</param>
    /// <exception cref="ConfigurationException">There is such an entry.</exception>
    public void RequireCases(IReadOnlyCollection<(string Invariant, string Case)> cases)
    {
        foreach (var entry in Entries)
        {
            var judged = cases.Where(one => entry.Invariant.Matches(one.Invariant)).ToArray();
            if (judged.Length == 0)
                throw new ConfigurationException($"{entry.Place}: invariant '{entry.Invariant}' matches nothing that is judged. {NearNames.Hint(entry.Invariant.Pattern, [.. cases.Select(one => one.Invariant).Distinct()])}");
            if (!judged.Any(one => entry.Case.Matches(one.Case)))
                throw new ConfigurationException($"{entry.Place}: case '{entry.Case}' matches none of the {judged.Length} cases that judge {entry.Invariant}, {judged[0].Case} for one. Mend it or take the entry out.");
        }
    }

    /// <summary>Entries that match no result of a full run, although it ran on their kernels, engines and machines: they are out of date.</summary>
    /// <param name="architecture">What <c>uname -m</c> prints in the guests.</param>
    public IReadOnlyList<Expectation> UnusedIn(IReadOnlyList<Result> results, string architecture) =>
        [.. Entries.Where(entry => results.Any(result => entry.IsAbout(result, architecture)) && !results.Any(result => entry.Matches(result, architecture)))];

    /// <summary>The first entry that speaks of a result, or <c>null</c>.</summary>
    /// <param name="architecture">What <c>uname -m</c> prints in the guest.</param>
    public Expectation? Find(Result result, string architecture) => Entries.FirstOrDefault(entry => entry.Matches(result, architecture));

    /// <summary>The result as it stands once known failures are taken into account.</summary>
    /// <param name="architecture">What <c>uname -m</c> prints in the guest.</param>
    public Result Apply(Result result, string architecture)
    {
        if (result.Outcome is not (Outcome.Fail or Outcome.Pass) || Find(result, architecture) is not { } entry || (entry.Intermittent && result.Outcome == Outcome.Pass))
            return result;
        var listed = $"{(entry.Intermittent ? $"intermittent{(entry.Seen is null ? "" : $", seen {entry.Seen}")}: " : "")}{entry.Reason}{(entry.Link is null ? "" : $" ({entry.Link})")}";
        return result.Outcome == Outcome.Fail
            ? result with { Outcome = Outcome.KnownFail, Reason = listed }
            : result with { Outcome = Outcome.UnexpectedPass, Reason = $"listed as a known failure, but passed: {listed}" };
    }
}
