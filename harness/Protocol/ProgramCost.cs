namespace Conformance.Protocol;

/// <summary>Asks what a script costs, instead of what it sees. The script is run by the job's peer as a process of its own, on a hook that getpgid(2) passes.</summary>
/// <param name="Calls">How often the hook is passed while the kernel counts.</param>
/// <param name="Batch">After so many calls the caller waits a moment, so that a tracer which prints can read what its probe wrote; with <see cref="Paced"/>, until all of it is there.</param>
public sealed record CostSpec(int Calls, int Batch)
{
    /// <summary>First line of a script whose first and last probe print these marks: it is attached when both have come through its output.</summary>
    public const string FirstMark = "first-probe", LastMark = "last-probe";

    /// <summary>Stands in a script for clauses on functions that only the guest knows.</summary>
    public const string HooksMark = "// hooks";

    /// <summary>Whether the script prints the two marks; else it is attached when its one program fires.</summary>
    public bool Marked { get; init; }

    /// <summary>How many clauses <see cref="HooksMark"/> stands for, each on a function of its own.</summary>
    public int Hooks { get; init; }

    /// <summary>Whether the script prints a line for each event, and how many it can read in a second is asked.</summary>
    public bool Paced { get; init; }
}

/// <summary>What a script cost: by the kernel's own statistics of its programs and its processes.</summary>
/// <param name="AttachMs">From before the process was started until the kernel had counted a run of its program on the hook, or both marks had come.</param>
/// <param name="Events">Runs of the program while the hook was called.</param>
/// <param name="NsPerEvent">Nanoseconds in BPF for each of them (<c>run_time_ns / run_cnt</c>).</param>
/// <param name="JitedBytes">Machine code of the programs that ran (<c>jited_prog_len</c>).</param>
public sealed record ProgramCost(double AttachMs, ulong Events, double NsPerEvent, uint JitedBytes)
{
    /// <summary>The most memory that its process has had resident so far (<c>VmHWM</c>), in KiB.</summary>
    public long PeakKiB { get; init; }

    /// <summary>Events that it printed in a second, all of them; 0 if that was not asked.</summary>
    public double EventsPerSecond { get; init; }
}
