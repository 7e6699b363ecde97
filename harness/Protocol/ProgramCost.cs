namespace Conformance.Protocol;

/// <summary>Asks what a script's one probe costs, instead of what it sees. The script is run by the job's peer as a process of its own, on a hook that getpgid(2) passes.</summary>
/// <param name="Calls">How often the hook is passed while the kernel counts.</param>
/// <param name="Batch">After so many calls the caller sleeps a moment, so that a tracer which prints can read what its probe wrote.</param>
public sealed record CostSpec(int Calls, int Batch);

/// <summary>What a script cost by the kernel's own statistics of its programs.</summary>
/// <param name="AttachMs">From before the process was started until the kernel had counted a run of its program on the hook.</param>
/// <param name="Events">Runs of the program while the hook was called.</param>
/// <param name="NsPerEvent">Nanoseconds in BPF for each of them (<c>run_time_ns / run_cnt</c>).</param>
/// <param name="JitedBytes">Machine code of the programs that ran (<c>jited_prog_len</c>).</param>
public sealed record ProgramCost(double AttachMs, ulong Events, double NsPerEvent, uint JitedBytes);
