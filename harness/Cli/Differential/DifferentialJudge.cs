using Conformance.Protocol;

namespace Conformance.Cli.Differential;

/// <summary>What became of one script under us and one peer.</summary>
public enum DifferentialOutcome
{
    /// <summary>The same answer; both refused it where that is what it shows.</summary>
    Same,

    /// <summary>Another answer, as its directive says.</summary>
    Known,

    /// <summary>The peer refuses it, as its directive says.</summary>
    Refused,

    /// <summary>Another answer that nobody expected, or a directive that does not apply.</summary>
    Unexpected,

    /// <summary>There is no answer to compare.</summary>
    NotJudged,
}

/// <summary>One script under us and one peer.</summary>
/// <param name="Sentence">Who is right and why, or what is not as expected; empty where they are the same.</param>
/// <param name="Ours">What is compared of our answer.</param>
/// <param name="Theirs">And of theirs.</param>
public sealed record Comparison(DifferentialScript Script, string Peer, DifferentialOutcome Outcome, string Sentence, string Ours, string Theirs);

/// <summary>Compares answers.</summary>
public static class DifferentialJudge
{
    private const string Refusal = "refused: ";

    // bpftrace ends with 1 where it refuses a script, and with 255 (-1) where it cannot attach one.
    private static readonly int[] s_refusals = [1, 255];

    /// <summary>One comparison.</summary>
    public static Comparison Of(DifferentialScript script, string peer, CommandAnswer ours, CommandAnswer theirs)
    {
        var (here, there) = (Compared(script, peer, ours), Compared(script, peer, theirs));
        var refusals = (Ours: IsRefusal(ours), Theirs: IsRefusal(theirs));
        var known = script.Known.FirstOrDefault(known => peer.StartsWith(known.Peer, StringComparison.Ordinal));
        var same = refusals.Ours && refusals.Theirs ? script.Refused : !refusals.Ours && !refusals.Theirs && !script.Refused && here == there;
        var (outcome, sentence) = (same, known) switch
        {
            (true, null) => (DifferentialOutcome.Same, ""),
            (true, not null) => (DifferentialOutcome.Unexpected, $"its directive says that {known.Peer} differs ({known.Reason}), but the answers are the same: take the directive out"),
            (false, { Refused: true }) when refusals is { Ours: false, Theirs: true } => (DifferentialOutcome.Refused, known.Reason),
            (false, { Refused: true }) => (DifferentialOutcome.Unexpected, $"its directive says that {known.Peer} refuses it ({known.Reason}), but {(refusals.Theirs ? "we refuse it too" : "it does not")}"),
            (false, not null) => (DifferentialOutcome.Known, $"{Words(known.Right)}: {known.Reason}"),
            (false, null) => (DifferentialOutcome.Unexpected, Sentence(script, refusals.Ours, refusals.Theirs)),
        };
        return new(script, peer, outcome, sentence, here, there);
    }

    /// <summary>Whether a tracer refused a script: nothing of it was run, and standard error says why.</summary>
    public static bool IsRefusal(CommandAnswer answer) => s_refusals.Contains(answer.ExitCode) && Normalisation.Of(answer.Output, "", []).Trim().Length == 0 && answer.Errors.Length > 0;

    /// <summary>What of an answer is compared: output, exit code, and standard error if the script asks for it; of a refusal only that it is one.</summary>
    private static string Compared(DifferentialScript script, string peer, CommandAnswer answer)
    {
        if (IsRefusal(answer))
            return Refusal + FirstComplaint(answer.Errors);
        var output = Normalisation.Of(answer.Output, peer, script.Rules);
        if (script.ComparesErrors)
            output += $"[errors]\n{Normalisation.Of(answer.Errors, peer, script.Rules)}";
        return answer.ExitCode == 0 ? output : $"{output}[exit code {answer.ExitCode}]\n";
    }

    private static string FirstComplaint(string errors)
    {
        var lines = errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines[0];
    }

    private static string Words(Right right) => right switch
    {
        Right.Ours => "ours is right",
        Right.Theirs => "theirs is right",
        Right.Both => "both are right",
        _ => "neither is right",
    };

    private static string Sentence(DifferentialScript script, bool ours, bool theirs) => (script.Refused, ours, theirs) switch
    {
        (true, false, false) => "it should be refused, and neither refuses it",
        (true, true, false) => "it should be refused, and the peer takes it",
        (true, false, true) => "it should be refused, and we take it",
        (false, true, true) => "both refuse it, and it does not say that they should (refused)",
        (false, true, false) => "we refuse it",
        (false, false, true) => "the peer refuses it",
        _ => "the answers differ",
    };
}
