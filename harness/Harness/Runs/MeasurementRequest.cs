using System.Collections.Concurrent;
using Conformance.Engine;
using Conformance.Protocol;

namespace Conformance.Harness.Runs;

/// <summary>What a case wants measured. Cases that want the same share one measurement.</summary>
public sealed record MeasurementRequest(string ScriptName, string Script, EngineOptions Options, IReadOnlyList<WorkloadSpec> Workloads)
{
    /// <summary>CPUs that the machine must have.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>What to do instead of running the script.</summary>
    public ExperimentSpec? Experiment { get; init; }

    /// <summary>Whether the machine is thrown away afterwards, because what is measured may harm it.</summary>
    public bool Alone { get; init; }

    /// <summary>Same content, same key; the script's name does not matter.</summary>
    internal string Key => string.Join('\n', [$"experiment={Experiment}", Options.ToString(), .. Workloads.Select(workload => workload.ToString()), $"cpus={Cpus}", Script]);
}

/// <summary>A job as it was run, whatever its status.</summary>
/// <param name="keep">Writes a trace to disk, and says where, relative to the output directory.</param>
public sealed class Measurement(Job job, JobResult result, Func<Job, JobResult, string> keep, string kernel, string architecture, string? consoleLog)
{
    private readonly Lazy<string> _path = new(() => keep(job, result));
    private readonly ConcurrentDictionary<string, Measurement> _parts = [];

    /// <summary>What was asked.</summary>
    public Job Job => job;

    /// <summary>What came back.</summary>
    public JobResult Result => result;

    /// <summary>What <c>uname -r</c> printed.</summary>
    public string Kernel => kernel;

    /// <summary>What <c>uname -m</c> printed.</summary>
    public string Architecture => architecture;

    /// <summary>Console log of the machine, relative to the output directory, or <c>null</c>.</summary>
    public string? ConsoleLog => consoleLog;

    /// <summary>Where it is kept, relative to the output directory. It is written when first asked for: the later rounds of a repeated run keep only what somebody has to look at.</summary>
    /// <exception cref="Results.JournalException">It could not be written.</exception>
    public string TracePath => _path.Value;

    /// <summary>One of several scripts that ran as one, as a measurement of its own; made once.</summary>
    /// <param name="key">Which.</param>
    /// <param name="part">Takes it out.</param>
    public Measurement Part(string key, Func<(Job Job, JobResult Result)> part) => _parts.GetOrAdd(key, _ =>
    {
        var (own, answer) = part();
        return new Measurement(own, answer, keep, kernel, architecture, consoleLog);
    });
}
