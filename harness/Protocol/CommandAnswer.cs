namespace Conformance.Protocol;

/// <summary>Asks for a tracer's whole answer to a script, as a user at a shell gets it: the job's peer is started as a process of its own, and nothing is added to the script.</summary>
/// <param name="Arguments">Its command line without the program; <c>{script}</c> stands for the path of the script. It has to end by itself.</param>
public sealed record CommandSpec(IReadOnlyList<string> Arguments)
{
    /// <summary>Symbolic links that have to be there, with what they point to: programs that tracers expect in a certain place (<c>/bin/sh</c>).</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();
}

/// <summary>What a process answered.</summary>
/// <param name="ExitCode">Its own, or 128 and the number of the signal that ended it.</param>
/// <param name="Output">Standard output, one character a byte (ISO 8859-1): what a script prints need not be text.</param>
/// <param name="Errors">Standard error, likewise.</param>
/// <param name="Milliseconds">From before it was started to its end.</param>
public sealed record CommandAnswer(int ExitCode, string Output, string Errors, double Milliseconds);
