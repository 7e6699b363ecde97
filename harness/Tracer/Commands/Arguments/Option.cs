namespace Conformance.Tracer.Commands.Arguments;

/// <summary>One option of the command line.</summary>
/// <param name="Names">How it is written, the short spelling first (<c>-q</c>, <c>--quiet</c>).</param>
/// <param name="Value">What its value is called in the help text; <c>null</c> if it takes none.</param>
/// <param name="Summary">What it does, for the help text; lines after the first are set below it.</param>
/// <param name="Apply">What it means; refuses a value that makes no sense.</param>
internal sealed record Option(string[] Names, string? Value, string Summary, Func<ScriptOptions, string, ScriptOptions> Apply)
{
    /// <summary>An option without a value.</summary>
    public Option(string[] names, string summary, Func<ScriptOptions, ScriptOptions> apply)
        : this(names, null, summary, (options, _) => apply(options))
    {
    }
}

/// <summary>Options that belong together in the help text.</summary>
internal sealed record OptionGroup(string Title, Option[] Options);

/// <summary>An option that bpftrace has and this tracer refuses.</summary>
/// <param name="Reason">Why, and what to use instead.</param>
internal sealed record RefusedOption(string Name, string Reason);
