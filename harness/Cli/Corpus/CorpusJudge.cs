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
        JobStatus.Completed when result.Probes.Count > 0 && result.Probes.All(probe => probe.Mechanism is "begin" or "end") =>
            (CorpusOutcome.Lacking, "none of its hooks is there, and the script says that it goes on without (missing_probes)"),
        JobStatus.Completed => (CorpusOutcome.Attached, ""),
        JobStatus.Unsupported => (CorpusOutcome.Lacking, OneLine(result.Message ?? "")),
        JobStatus.ScriptError => OfErrors(result.Message ?? ""),
        JobStatus.AttachFailed when result.Log is { Length: > 0 } log => (CorpusOutcome.Ours, $"{OneLine(result.Message ?? "")} Verifier: {OneLine(LastWords(log))}"),
        _ => (CorpusOutcome.Ours, OneLine(result.Message ?? result.Status.ToString())),
    };

    /// <summary>
    /// A script error is the kernel's if each of its sentences says that something is not there. A constant that nobody knows is the kernel's only beside such a sentence: alone it may be
    /// one that we should know.
    /// </summary>
    private static (CorpusOutcome Outcome, string Sentence) OfErrors(string message)
    {
        var errors = Error().Matches(message).Select(match => match.Groups[1].Value.Trim()).ToList();
        var ours = errors.Where(error => !Lacks().IsMatch(error)).ToList();
        if (ours.Count < errors.Count)
            ours.RemoveAll(error => UnknownConstant().IsMatch(error));
        if (errors.Count == 0)
            return (CorpusOutcome.Ours, OneLine(message));
        return ours.Count == 0 ? (CorpusOutcome.Lacking, errors.First(Lacks().IsMatch)) : (CorpusOutcome.Ours, ours[0]);
    }

    private static string LastWords(string log) =>
        log.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(line => !line.StartsWith("processed ", StringComparison.Ordinal)) ?? "";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim() is { Length: > 400 } longer ? longer[..400] + " …" : text.ReplaceLineEndings(" ").Trim();

    [GeneratedRegex(@": error: ([^\n]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Error();

    [GeneratedRegex("^unknown name '[A-Z][A-Z0-9_]*'", RegexOptions.CultureInvariant)]
    private static partial Regex UnknownConstant();

    [GeneratedRegex(
        @"^(no function of this kernel|this kernel has no |the kernel has no |struct \w+ has no member|\S+:\S+ has no argument|there is no file|.* has no function )",
        RegexOptions.CultureInvariant)]
    private static partial Regex Lacks();
}
