namespace Conformance.Protocol;

/// <summary>What a job is doing, in this order; not every job comes through all of them.</summary>
public enum JobPhase : byte
{
    /// <summary>Turning the script's text into programs.</summary>
    Compile = 1,

    /// <summary>Loading and attaching; with another tracer also compiling, which it does not tell apart.</summary>
    Attach = 2,

    /// <summary>Making the calls that probes see; also an experiment, a measurement of costs, a command.</summary>
    Workload = 3,

    /// <summary>Reading what probes wrote.</summary>
    Drain = 4,

    /// <summary>Detaching, and reading and printing what is known only then.</summary>
    Detach = 5,
}

/// <summary>What phases are called, and how long they may take.</summary>
public static class JobPhases
{
    // Parts of a job's whole time. Together they are more than the whole: which phase is the long one differs from job to job, and one that hangs is to be noticed before the whole has passed.
    private const double Short = 0.5, Long = 0.75;

    /// <summary>What an agent is doing in it (<c>attaching probes</c>), to be said behind "while".</summary>
    public static string Doing(JobPhase phase) => phase switch
    {
        JobPhase.Compile => "compiling the script",
        JobPhase.Attach => "loading and attaching probes",
        JobPhase.Workload => "running the workload",
        JobPhase.Drain => "reading what probes wrote",
        JobPhase.Detach => "detaching",
        _ => "starting",
    };

    /// <summary>Most time that a job may spend in a phase. Like the job's whole time, of which it is a part, it is chosen by the host for the speed of its machine.</summary>
    public static TimeSpan DeadlineOf(Job job, JobPhase phase) => TimeSpan.FromMilliseconds(job.TimeoutMs) * (job switch
    {
        { Experiment: not null } or { Cost: not null } or { Command: not null } => 1,
        _ when phase is JobPhase.Compile or JobPhase.Drain => Short,
        _ => Long,
    });
}
