namespace Conformance.Engine.Instrumentation;

/// <summary>
/// What an instrumented script prints beside its own text. Each mark stands on a line of its own and starts with a character that no script prints:
/// <code>
/// ^M time                                        the script runs and its output arrives
/// ^I time                                        a pulse, ten a second: what was printed before it has arrived
/// ^F clause,cpu,thread,sequence,time,invocation,probe   a probe fired
/// ^T thread,sequence:text^_                      what that firing printed
/// </code>
/// <c>^</c> is the ASCII record separator, <c>^_</c> the unit separator. The sequence counts a thread's firings, so that a firing that got lost leaves a gap.
/// </summary>
public static class Marks
{
    /// <summary>Begins a mark (ASCII RS).</summary>
    public const char Start = '\u001e';

    /// <summary>Ends a text (ASCII US).</summary>
    public const char TextEnd = '\u001f';

    /// <summary>Kind of mark: the script runs.</summary>
    public const char Attached = 'M';

    /// <summary>Kind of mark: a pulse.</summary>
    public const char Pulse = 'I';

    /// <summary>Kind of mark: a firing.</summary>
    public const char Firing = 'F';

    /// <summary>Kind of mark: printed text.</summary>
    public const char Text = 'T';

    /// <summary>Names of the maps and variables that instrumentation adds begin so, behind their sign.</summary>
    public const string Names = "conf_";
}
