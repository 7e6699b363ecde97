namespace Conformance.Protocol;

/// <summary>How an agent runs another tracer.</summary>
public sealed record PeerSpec
{
    /// <summary>What results call it (<c>bpftrace-0.23.2</c>).</summary>
    public required string Name { get; init; }

    /// <summary>Path of the program on the agent's machine.</summary>
    public required string Program { get; init; }

    /// <summary>Its arguments; <c>{script}</c> stands for the path of the script.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Variables beside those of the agent.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The dialect of bpftrace's language that it takes.</summary>
    public string Dialect { get; init; } = "bpftrace";

    /// <summary>
    /// Whether the script is made to print its own firings. Otherwise it reaches the tracer as it is, and <see cref="FiringPattern"/> and <see cref="AttachedPattern"/> say what to look for.
    /// </summary>
    public bool Instrument { get; init; } = true;

    /// <summary>A line of its standard output or error that fits says that all probes are attached (<see cref="LinePattern"/>); empty: the mark of an instrumented script.</summary>
    public string AttachedPattern { get; init; } = "";

    /// <summary>
    /// A line of its standard output that fits is a firing (<see cref="LinePattern"/>). Holes: <c>probe</c> (number of the clause, from 0), <c>cpu</c>, <c>tid</c>, <c>time</c> (CLOCK_MONOTONIC, ns), and if the
    /// tracer can <c>sequence</c> (of the thread, from 1), <c>invocation</c> (of probe and thread, from 1), <c>name</c> (the attach point), <c>text</c> (what it printed). Empty: the marks of an
    /// instrumented script.
    /// </summary>
    public string FiringPattern { get; init; } = "";

    /// <summary>
    /// A line of its standard output that fits, with the hole <c>time</c> (CLOCK_MONOTONIC, ns), says that everything printed before that time has arrived (<see cref="LinePattern"/>). Empty: the pulse of
    /// an instrumented script; for another one the agent waits for half a second without output before it ends the tracer.
    /// </summary>
    public string PulsePattern { get; init; } = "";

    /// <summary>Where the program expects its loader, and where that lies (<c>/lib64/…</c>, <c>/peers/…/lib/…</c>); empty for one that needs none. The agent makes the link.</summary>
    public string Interpreter { get; init; } = "";

    /// <summary>See <see cref="Interpreter"/>.</summary>
    public string Loader { get; init; } = "";
}
