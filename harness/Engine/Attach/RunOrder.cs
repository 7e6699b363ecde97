namespace Conformance.Engine.Attach;

/// <summary>In which order the kernel runs the programs of one hook, seen from the order in which they were attached.</summary>
public enum RunOrder
{
    /// <summary>First attached, first run.</summary>
    OldestFirst,

    /// <summary>Last attached, first run.</summary>
    NewestFirst,

    /// <summary>Neither, or not the same each time.</summary>
    Other,
}
