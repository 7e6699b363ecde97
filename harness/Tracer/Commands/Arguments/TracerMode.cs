namespace Conformance.Tracer.Commands.Arguments;

/// <summary>What the tracer is asked to do with a script, or instead of running one.</summary>
internal enum TracerMode
{
    /// <summary>Run the script (or stop short of that, see <see cref="ScriptOptions.DryRun"/>).</summary>
    Trace,

    /// <summary>List probes: those of the machine, or those of a script.</summary>
    List,

    /// <summary>Say what this kernel can do.</summary>
    Info,

    /// <summary>Print the help text.</summary>
    Help,

    /// <summary>Print the version.</summary>
    Version,
}

/// <summary>When output is written.</summary>
internal enum Buffering
{
    /// <summary>As soon as events are read: nothing waits for more than one reading of the ring buffer.</summary>
    Line,

    /// <summary>Each piece at once.</summary>
    None,

    /// <summary>When the buffer is full, and at the end.</summary>
    Full,
}
