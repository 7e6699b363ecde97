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

    /// <summary>At both: a session's program runs twice a call, and counts both.</summary>
    Both,
}

/// <summary>The table of mechanisms by moment; a mechanism that is not here is <see cref="Moment.Other"/>.</summary>
public static class Moments
{
    private static readonly HashSet<string> s_entries = ["fentry", "kprobe", "kprobe.multi", "uprobe", "uprobe.multi", "tracepoint", "rawtracepoint", "tp_btf", "fentry.multi", "watchpoint", "usdt"];
    private static readonly HashSet<string> s_exits = ["fexit", "kretprobe", "kretprobe.multi", "uretprobe", "uretprobe.multi", "fexit.multi"];
    private static readonly HashSet<string> s_sessions = ["fsession", "fsession.multi", "kprobe.session", "uprobe.session"];

    /// <summary>Events that are counted one by one: each is caused by the thread on which its probes run, as a call is. Others of the mechanism fall due.</summary>
    private static readonly HashSet<(string Mechanism, string Hook)> s_events = [("software", "page-faults:1")];

    /// <summary>The moment of a mechanism, by its canonical name, on a hook.</summary>
    public static Moment Of(string mechanism, string hook) =>
        s_entries.Contains(mechanism) || s_events.Contains((mechanism, hook)) ? Moment.Entry
        : s_exits.Contains(mechanism) ? Moment.Exit
        : s_sessions.Contains(mechanism) ? Moment.Both
        : Moment.Other;
}
