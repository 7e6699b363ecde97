namespace Conformance.Cli;

/// <summary>What the command `conformance` answers to the shell (DESIGN, section 4).</summary>
public static class ExitCodes
{
    /// <summary>All as expected.</summary>
    public const int Expected = 0;

    /// <summary>A result that was not expected: a broken promise, or a known failure that passed.</summary>
    public const int Unexpected = 1;

    /// <summary>Wrong usage or configuration; nothing was measured.</summary>
    public const int Usage = 2;

    /// <summary>The harness could not judge something.</summary>
    public const int NotJudged = 3;
}
