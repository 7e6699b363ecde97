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
/// <param name="Keep">Writes it to disk, and says where, relative to the output directory.</param>
/// <param name="Kernel">What <c>uname -r</c> printed.</param>
/// <param name="Architecture">What <c>uname -m</c> printed.</param>
/// <param name="ConsoleLog">Relative to the output directory, or <c>null</c>.</param>
public sealed record Measurement(Job Job, JobResult Result, Func<string> Keep, string Kernel, string Architecture, string? ConsoleLog)
{
    private readonly Lazy<string> _path = new(Keep);

    /// <summary>Where it is kept. It is written when first asked for: the later rounds of a repeated run keep only what somebody has to look at.</summary>
    /// <exception cref="Results.JournalException">It could not be written.</exception>
    public string TracePath => _path.Value;
}
