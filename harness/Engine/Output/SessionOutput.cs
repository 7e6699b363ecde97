namespace Conformance.Engine.Output;

/// <summary>One thing that a session produces, in the order in which it happened.</summary>
public abstract record SessionOutput;

/// <summary>What printf() made.</summary>
public sealed record Printed(string Text) : SessionOutput;

/// <summary>What print() of a value made.</summary>
public sealed record PrintedValue(OutputValue Value) : SessionOutput;

/// <summary>A map, printed by print() or at the end.</summary>
/// <param name="Name">With its at sign.</param>
/// <param name="Scalar">Whether it is used without a key; then it has at most one entry.</param>
public sealed record PrintedMap(string Name, bool Scalar, MapFlavour Flavour, IReadOnlyList<PrintedEntry> Entries) : SessionOutput;

/// <summary>One entry; a scalar's has no key.</summary>
public sealed record PrintedEntry(IReadOnlyList<OutputValue> Key, OutputValue Value);

/// <summary>What kind of values a map holds, as far as its presentation differs.</summary>
public enum MapFlavour
{
    /// <summary>Any values.</summary>
    Values,

    /// <summary>Averages and statistics.</summary>
    Statistics,

    /// <summary>Histograms.</summary>
    Histograms,

    /// <summary>Numbers over time.</summary>
    TimeSeries,
}

/// <summary>Text that a function other than printf made; JSON tells them apart by <paramref name="Kind"/>.</summary>
/// <param name="Kind">bpftrace's word: <c>time</c>, <c>join</c>, <c>cat</c>, <c>syscall</c> (the output of system()).</param>
public sealed record PrintedText(string Kind, string Text) : SessionOutput;

/// <summary>How many probes were attached.</summary>
public sealed record AttachedProbes(int Count) : SessionOutput;

/// <summary>Events that found the ring buffer full.</summary>
public sealed record LostEvents(ulong Count) : SessionOutput;

/// <summary>What errorf() or warnf() said.</summary>
/// <param name="Warning">A warning, not an error.</param>
/// <param name="Line">Line in the script, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="EndColumn">Column behind the call's last character.</param>
public sealed record Complaint(bool Warning, string Text, string File, int Line, int Column, int EndColumn) : SessionOutput;

/// <summary>A helper that failed, for <c>-k</c>.</summary>
/// <param name="Helper">Its name without <c>bpf_</c>.</param>
/// <param name="Answer">What it answered: minus an error number, or 0 for an entry that is not there.</param>
/// <param name="Line">Line in the script, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="EndColumn">Column behind the expression's last character.</param>
/// <param name="Source">That line.</param>
public sealed record HelperFailure(string Text, string Helper, long Answer, string File, int Line, int Column, int EndColumn, string Source) : SessionOutput;

/// <summary>All probes have ended; what follows are the maps.</summary>
public sealed record MapsFollow : SessionOutput;
