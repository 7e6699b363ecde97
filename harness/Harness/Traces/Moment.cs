namespace Conformance.Harness.Traces;

/// <summary>When, relative to a call of its hook, a probe runs.</summary>
public enum Moment
{
    /// <summary>Not tied to a call (begin, interval).</summary>
    Other,

    /// <summary>When the hook is reached, before its own code.</summary>
    Entry,

    /// <summary>After the hook's own code.</summary>
    Exit,
}

/// <summary>The table of mechanisms by moment; a mechanism that is not here is <see cref="Moment.Other"/>.</summary>
public static class Moments
{
    private static readonly HashSet<string> s_entries = ["fentry", "kprobe", "kprobe.multi", "uprobe", "uprobe.multi", "tracepoint", "rawtracepoint", "tp_btf"];
    private static readonly HashSet<string> s_exits = ["fexit", "kretprobe", "kretprobe.multi", "uretprobe", "uretprobe.multi"];

    /// <summary>The moment of a mechanism, by its canonical name.</summary>
    public static Moment Of(string mechanism) =>
        s_entries.Contains(mechanism) ? Moment.Entry : s_exits.Contains(mechanism) ? Moment.Exit : Moment.Other;
}
