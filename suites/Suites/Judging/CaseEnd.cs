using Conformance.Harness.Invariants;
using Conformance.Harness.Results;
using Conformance.Machines;
using Conformance.Protocol;

namespace Conformance.Suites.Judging;

/// <summary>Turns the way a case ended into one of the outcomes of DESIGN, section 2.</summary>
/// <param name="Reason">As <see cref="Result.Reason"/>: one sentence for a fail, the feature for unsupported, fault and sentence for an error.</param>
/// <param name="Detail">Full text, for an error.</param>
public sealed record CaseEnd(Outcome Outcome, string? Reason, string? Detail)
{
    /// <summary>The end of a case whose method returned, or threw <paramref name="exception"/>.</summary>
    public static CaseEnd Of(IReadOnlyList<Verdict> verdicts, Exception? exception) => exception switch
    {
        null when verdicts.FirstOrDefault(verdict => verdict.Kind != VerdictKind.Holds) is { } verdict => Of(verdict),
        null when verdicts.Count == 0 => Error("setup", "nothing was judged: the case asserts no invariant", null),
        null => new CaseEnd(Outcome.Pass, null, null),
        JobFailedException { Result: var result } => Of(result, exception.Message),
        UnsupportedHereException unsupported => new CaseEnd(Outcome.Unsupported, unsupported.Feature, unsupported.Message),
        MachineException machine => Error(machine.Reason, machine.Message, machine.ConsoleTail is { Length: > 0 } tail && !machine.Message.Contains(tail, StringComparison.Ordinal) ? $"{machine.Message}\n{tail}" : machine.Message),
        NotJudgedException => Error("setup", exception.Message, exception.Message),
        _ when verdicts.LastOrDefault() is { Kind: VerdictKind.Broken } verdict => Of(verdict),
        _ => Error("setup", $"{exception.GetType().Name}: {exception.Message}", exception.ToString()),
    };

    private static CaseEnd Of(Verdict verdict) => verdict.Kind == VerdictKind.Broken
        ? new CaseEnd(Outcome.Fail, verdict.Summary, null)
        : Error("setup", verdict.Summary, verdict.Summary);

    private static CaseEnd Of(JobResult result, string message) => result.Status switch
    {
        JobStatus.Unsupported => new CaseEnd(Outcome.Unsupported, result.Feature ?? "unknown-feature", message),
        JobStatus.TimedOut => Error("command-timeout", message, WithLog(result, message)),
        JobStatus.EngineCrash => Error("engine-crash", message, WithLog(result, message)),
        _ => Error("setup", message, WithLog(result, message)),
    };

    private static string WithLog(JobResult result, string message) => result.Log is { Length: > 0 } log ? $"{message}\n{log}" : message;

    private static CaseEnd Error(string fault, string message, string? detail) => new(Outcome.Error, $"{fault}: {message.Split('\n', 2)[0]}", detail);
}
