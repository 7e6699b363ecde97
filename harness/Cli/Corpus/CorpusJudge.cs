using System.Text.RegularExpressions;
using Conformance.Protocol;

namespace Conformance.Cli.Corpus;

/// <summary>
/// Whose matter it is that a script was not attached. Whatever is not plainly the kernel's or the guest's counts as ours, so that an unknown failure is never excused; what the
/// compiler accepted and the kernel refused is always ours.
/// </summary>
public static partial class CorpusJudge
{
    /// <summary>The outcome, and one sentence where it was not attached.</summary>
    public static (CorpusOutcome Outcome, string Sentence) Of(JobResult result) => result.Status switch
    {
        JobStatus.Completed => (CorpusOutcome.Attached, ""),
        JobStatus.Unsupported => (CorpusOutcome.Lacking, OneLine(result.Message ?? "")),
        JobStatus.ScriptError => OfErrors(result.Message ?? ""),
        JobStatus.AttachFailed when result.Log is { Length: > 0 } log => (CorpusOutcome.Ours, $"{OneLine(result.Message ?? "")} Verifier: {OneLine(LastWords(log))}"),
        _ => (CorpusOutcome.Ours, OneLine(result.Message ?? result.Status.ToString())),
    };

    /// <summary>A script error is the kernel's if each of its sentences says that something is not there.</summary>
    private static (CorpusOutcome Outcome, string Sentence) OfErrors(string message)
    {
        var errors = Error().Matches(message).Select(match => match.Groups[1].Value.Trim()).ToList();
        var ours = errors.Where(error => !Lacks().IsMatch(error)).ToList();
        if (errors.Count == 0)
            return (CorpusOutcome.Ours, OneLine(message));
        return ours.Count == 0 ? (CorpusOutcome.Lacking, errors[0]) : (CorpusOutcome.Ours, ours[0]);
    }

    private static string LastWords(string log) =>
        log.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(line => !line.StartsWith("processed ", StringComparison.Ordinal)) ?? "";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim() is { Length: > 400 } longer ? longer[..400] + " …" : text.ReplaceLineEndings(" ").Trim();

    [GeneratedRegex(@": error: ([^\n]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Error();

    [GeneratedRegex(
        @"^(no function of this kernel|this kernel has no |the kernel has no |struct \w+ has no member|\S+:\S+ has no argument|there is no file|.* has no function )",
        RegexOptions.CultureInvariant)]
    private static partial Regex Lacks();
}
