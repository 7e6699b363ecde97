using Conformance.Harness.Runs;
using Conformance.Protocol;

namespace Conformance.Suites.Judging;

/// <summary>The traces of a case allow no verdict.</summary>
public sealed class NotJudgedException(string problem) : Exception(problem);

/// <summary>The case cannot be run on this target.</summary>
/// <param name="feature">What the target lacks, machine-readable.</param>
public sealed class UnsupportedHereException(string feature, string message) : Exception(message)
{
    /// <summary>What the target lacks.</summary>
    public string Feature { get; } = feature;
}

/// <summary>The job of a case did not complete, so there is nothing to judge.</summary>
public sealed class JobFailedException(Measurement measurement)
    : Exception($"{measurement.Job.ScriptName} on {measurement.Kernel}: {measurement.Result.Message ?? measurement.Result.Status.ToString()}")
{
    /// <summary>What came back.</summary>
    public JobResult Result { get; } = measurement.Result;
}
