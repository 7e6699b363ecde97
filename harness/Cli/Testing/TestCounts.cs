using System.Globalization;
using System.Text.RegularExpressions;

namespace Conformance.Cli.Testing;

/// <summary>How many tests passed and failed.</summary>
public sealed partial record TestCounts(int Passed, int Failed, int Skipped)
{
    /// <summary>Adds up.</summary>
    public static TestCounts operator +(TestCounts left, TestCounts right) =>
        new(left.Passed + right.Passed, left.Failed + right.Failed, left.Skipped + right.Skipped);

    /// <summary>Reads the summary that Microsoft.Testing.Platform prints at the end; <c>null</c> where there is none, because the run broke off.</summary>
    public static TestCounts? InSummary(string output)
    {
        int summary = output.LastIndexOf("Test run summary:", StringComparison.Ordinal);
        if (summary < 0)
            return null;
        Dictionary<string, int> numbers = [];
        foreach (Match line in Count().Matches(output[summary..]))
            numbers[line.Groups["what"].Value] = int.Parse(line.Groups["number"].Value, CultureInfo.InvariantCulture);
        return numbers.TryGetValue("succeeded", out int passed) && numbers.TryGetValue("failed", out int failed)
            ? new TestCounts(passed, failed, numbers.GetValueOrDefault("skipped"))
            : null;
    }

    [GeneratedRegex(@"^\s+(?<what>total|failed|succeeded|skipped): (?<number>[0-9]{1,9})\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Count();
}
