namespace Conformance.Tracer.Commands;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>The script is wrong, the kernel refused something, or a file could not be read or written.</summary>
    public const int Failed = 1;

    public const int Usage = 2;

    /// <summary>A second Ctrl-C ended the program at once; what the shell says of a program that SIGINT ended.</summary>
    public const int Interrupted = 130;

    /// <summary>Nobody reads the output any more; what the shell says of a program that SIGPIPE ended.</summary>
    public const int BrokenPipe = 141;
}
