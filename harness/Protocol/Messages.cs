using System.Text.Json.Serialization;
using Conformance.Engine;

namespace Conformance.Protocol;

/// <summary>The agent's first word, and its answer to every ping.</summary>
/// <param name="Version">Of this protocol; host and agent must agree.</param>
/// <param name="KernelRelease">What <c>uname -r</c> prints.</param>
/// <param name="Architecture">What <c>uname -m</c> prints.</param>
/// <param name="Features">What was probed, by experiment, not by version.</param>
public sealed record Hello(int Version, string KernelRelease, string Architecture, int Cpus, IReadOnlyList<Feature> Features)
{
    /// <summary>The version that this build speaks; in each frame too.</summary>
    public const int CurrentVersion = 1;
}

/// <summary>The first thing that a guest is told after it stood still: its clock is behind, and another copy of it would draw the same random numbers.</summary>
/// <param name="RealtimeNs">CLOCK_REALTIME of the host, in nanoseconds since 1970.</param>
/// <param name="Entropy">Random bytes for the guest's kernel.</param>
public sealed record WakeUp(long RealtimeNs, byte[] Entropy);

/// <summary>The guest after it was woken up.</summary>
/// <param name="RealtimeNs">Its CLOCK_REALTIME now.</param>
/// <param name="MonotonicNs">Its CLOCK_MONOTONIC now, which went on from where it stood still.</param>
/// <param name="Random">Sixteen bytes as this process draws them now: no two guests may answer the same.</param>
/// <param name="Problems">What could not be taken over, one sentence each.</param>
public sealed record Awake(long RealtimeNs, long MonotonicNs, byte[] Random, IReadOnlyList<string> Problems);

/// <summary>One thing a kernel can or cannot do.</summary>
/// <param name="Name">Stable name: <c>btf</c>, <c>ringbuf</c>, <c>fentry</c>, <c>fexit</c>, <c>kprobe</c>, <c>kretprobe</c>, <c>prog-test-run</c>.</param>
/// <param name="Evidence">How it was found out (<c>program loaded and attached to hrtimer_nanosleep</c>, <c>bpf(PROG_LOAD): EPERM</c>).</param>
public sealed record Feature(string Name, bool Available, string Evidence);

/// <summary>A script to run against workloads. The probes stay attached while the workloads run one after the other.</summary>
public sealed record Job
{
    /// <summary>Chosen by the host; comes back with every answer.</summary>
    public required int Id { get; init; }

    /// <summary>File name for messages.</summary>
    public required string ScriptName { get; init; }

    /// <summary>The script's text.</summary>
    public required string Script { get; init; }

    /// <summary>What to do instead of running the script, or <c>null</c>.</summary>
    public ExperimentSpec? Experiment { get; init; }

    /// <summary>How the engine treats it.</summary>
    public EngineOptions Options { get; init; } = new() { RecordFirings = true };

    /// <summary>Run in this order once all probes are attached.</summary>
    public IReadOnlyList<WorkloadSpec> Workloads { get; init; } = [];

    /// <summary>The tracer that runs the script; <c>null</c>: the agent's own engine.</summary>
    public PeerSpec? Peer { get; init; }

    /// <summary>What to measure of <see cref="Peer"/> instead of running workloads under it, or <c>null</c>.</summary>
    public CostSpec? Cost { get; init; }

    /// <summary>How to run <see cref="Peer"/> for its whole answer, instead of running workloads under it, or <c>null</c>.</summary>
    public CommandSpec? Command { get; init; }

    /// <summary>The agent gives the job up after this many milliseconds.</summary>
    public int TimeoutMs { get; init; } = 30_000;
}

/// <summary>A workload and its parameters, all integers (<c>nanosleep times=5 interval_us=50 threads=4 pin=1</c>).</summary>
public sealed record WorkloadSpec(string Name, IReadOnlyDictionary<string, long> Parameters)
{
    /// <summary>The form users write: name, then <c>key=value</c> in alphabetical order.</summary>
    public override string ToString() =>
        string.Join(' ', Parameters.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={p.Value}").Prepend(Name));
}

/// <summary>What a workload did, by its own count.</summary>
/// <param name="Workload">The spec it ran.</param>
/// <param name="StartNs">CLOCK_MONOTONIC before the first call.</param>
/// <param name="EndNs">CLOCK_MONOTONIC after the last.</param>
public sealed record WorkloadReport(WorkloadSpec Workload, ulong StartNs, ulong EndNs, IReadOnlyList<WorkloadThread> Threads);

/// <summary>One thread of a workload.</summary>
/// <param name="Cpu">The CPU it was pinned to, -1 if it was not.</param>
/// <param name="Calls">How many calls it made.</param>
/// <param name="Returned">What each call returned, as the kernel does (0, or minus the error number), in order.</param>
/// <param name="Arguments">The argument that each call made visible to args (for nanosleep the kernel's rqtp in ns), in order.</param>
public sealed record WorkloadThread(int ThreadId, int Cpu, int Calls, IReadOnlyList<long> Returned, IReadOnlyList<long> Arguments)
{
    /// <summary>CLOCK_MONOTONIC before this thread's first call; 0 if the workload does not say.</summary>
    public ulong StartNs { get; init; }

    /// <summary>CLOCK_MONOTONIC after this thread's last call; 0 if the workload does not say. What the thread does later (a runtime that ends a thread may sleep) is not the workload's.</summary>
    public ulong EndNs { get; init; }
}

/// <summary>A probe as it was attached.</summary>
/// <param name="Index">Written order, from 0.</param>
/// <param name="Line">Line of the script, from 1.</param>
public sealed record ProbeInfo(int Index, string Mechanism, string Hook, string AttachPoint, int Line);

/// <summary>How a job ended.</summary>
public enum JobStatus
{
    /// <summary>It ran; judge it.</summary>
    Completed,

    /// <summary>The script is wrong (see Message).</summary>
    ScriptError,

    /// <summary>The kernel lacks a feature (see Feature and Message).</summary>
    Unsupported,

    /// <summary>Loading or attaching failed although the features are there.</summary>
    AttachFailed,

    /// <summary>The deadline passed.</summary>
    TimedOut,

    /// <summary>The engine itself failed.</summary>
    EngineCrash,

    /// <summary>The job asks for what there is not, a workload or a parameter of one (see Message); nothing was run.</summary>
    Refused,
}

/// <summary>Everything one job produced.</summary>
public sealed record JobResult
{
    public required int Id { get; init; }

    public required JobStatus Status { get; init; }

    /// <summary>What happened, in a sentence, if it did not complete.</summary>
    public string? Message { get; init; }

    /// <summary>Machine-readable missing feature, for <see cref="JobStatus.Unsupported"/>.</summary>
    public string? Feature { get; init; }

    /// <summary>The verifier's log or other detail for the engine log.</summary>
    public string? Log { get; init; }

    /// <summary>All probes, in written order.</summary>
    public IReadOnlyList<ProbeInfo> Probes { get; init; } = [];

    /// <summary>Probe indices in the order in which they were attached.</summary>
    public IReadOnlyList<int> AttachSequence { get; init; } = [];

    /// <summary>
    /// Probes that share one program, where two or more do: they run in this order whatever the kernel does with several programs, so their order says nothing about it.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<int>> Joined { get; init; } = [];

    /// <summary>How script order came about (<c>fexit:vfs_read: 8 bodies joined into one program</c>), for the log.</summary>
    public IReadOnlyList<string> OrderNotes { get; init; } = [];

    /// <summary>All firings in ring-buffer order, which on one CPU is the order in which they happened.</summary>
    public IReadOnlyList<Firing> Firings { get; init; } = [];

    /// <summary>All printed text.</summary>
    public IReadOnlyList<OutputText> Output { get; init; } = [];

    /// <summary>Events that found the ring buffer full.</summary>
    public ulong Lost { get; init; }

    /// <summary>
    /// How often the kernel skipped each probe because it was already running on that CPU, by probe index; empty where the kernel does not count. Joined probes are
    /// skipped together.
    /// </summary>
    public IReadOnlyList<ulong> Skipped { get; init; } = [];

    /// <summary>What an experiment saw; empty for a script.</summary>
    public IReadOnlyList<Observation> Observations { get; init; } = [];

    /// <summary>What was measured, where the job asked for that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProgramCost? Cost { get; init; }

    /// <summary>What the process answered, where the job asked for that.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CommandAnswer? Answer { get; init; }

    /// <summary>One report a workload, in the job's order.</summary>
    public IReadOnlyList<WorkloadReport> Workloads { get; init; } = [];

    /// <summary>
    /// What the machine has now that it had not before its first job, although the job has ended: programs, maps, links, events in tracefs, taints of its kernel. The
    /// answer stands, but the next job should get another machine.
    /// </summary>
    public IReadOnlyList<string> Residue { get; init; } = [];

    /// <summary>Where the time went.</summary>
    public JobTimings Timings { get; init; } = new();
}

/// <summary>Microseconds of wall time in the guest. Kernel parts: time inside system calls that load, attach and detach.</summary>
public sealed record JobTimings
{
    public long Compile { get; init; }

    public long LoadKernel { get; init; }

    public long AttachKernel { get; init; }

    public long Workload { get; init; }

    public long Drain { get; init; }

    public long DetachKernel { get; init; }

    /// <summary>From the job's arrival to its answer being ready.</summary>
    public long Total { get; init; }
}
