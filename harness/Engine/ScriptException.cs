namespace Conformance.Engine;

/// <summary>One thing wrong with a script.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in characters.</param>
/// <param name="Length">Characters to underline, at least 1.</param>
/// <param name="Hint">What to do about it, or <c>null</c>.</param>
public sealed record Diagnostic(string File, int Line, int Column, int Length, string Message, string? Hint = null)
{
    /// <summary>Where in the text of the script and all that it imports.</summary>
    internal int Start { get; init; }
}

/// <summary>A script that cannot be compiled; <see cref="Exception.Message"/> holds all diagnostics with their source lines and carets.</summary>
public sealed class ScriptException(string message, IReadOnlyList<Diagnostic> diagnostics) : Exception(message)
{
    /// <summary>All of them, in the order of the text.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; } = diagnostics;
}

/// <summary>This kernel or machine lacks what a script needs; <see cref="Feature"/> is the machine-readable reason of outcome <c>unsupported</c>.</summary>
public sealed class UnsupportedException(string feature, string message) : Exception(message)
{
    /// <summary>Name of the feature (<c>btf</c>, <c>fexit</c>, <c>kprobe</c>, <c>ringbuf</c>, <c>function:NAME</c>).</summary>
    public string Feature { get; } = feature;

    /// <summary>What the kernel answered, as a positive error number; 0 if it was not asked.</summary>
    public int Errno { get; init; }
}

/// <summary>The kernel refused to load or attach a probe; the message says which one, what the kernel said and the next step.</summary>
public sealed class AttachException(string message, int errno, string? verifierLog = null) : Exception(message)
{
    /// <summary>The error number, positive; 0 if there was none.</summary>
    public int Errno { get; } = errno;

    /// <summary>The error number as the kernel's headers name it (<c>E2BIG</c>).</summary>
    public string ErrnoName => Libbpf.Errno.Name(Errno);

    /// <summary>The verifier's log if the program was refused.</summary>
    public string? VerifierLog { get; } = verifierLog;
}
