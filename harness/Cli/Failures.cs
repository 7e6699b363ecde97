using Conformance.Harness.Configuration;
using Conformance.Harness.Results;
using Conformance.Images;
using Conformance.Machines;

namespace Conformance.Cli;

/// <summary>What went wrong in a sentence, and what the shell is told.</summary>
public sealed record Failure(string Message, int ExitCode);

/// <summary>The table of failures that users can cause or meet; anything else is a bug of ours and keeps its stack trace.</summary>
public static class Failures
{
    /// <summary>The sentence and exit code of a known failure, else <c>null</c>.</summary>
    public static Failure? Explain(Exception exception) => exception switch
    {
        UsageException or ConfigurationException => new Failure(exception.Message, ExitCodes.Usage),
        ImageException { Fault: ImageFault.UnknownKernel or ImageFault.NotAKernel } => new Failure(exception.Message, ExitCodes.Usage),
        ImageException or MachineException or JournalException => new Failure(exception.Message, ExitCodes.NotJudged),
        UnauthorizedAccessException or IOException => new Failure($"{exception.Message} Check the path, its permissions and the free space, then start again.", ExitCodes.NotJudged),
        _ => null,
    };
}
