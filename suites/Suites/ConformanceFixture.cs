using Conformance.Engine;
using Conformance.Harness.Runs;
using Conformance.Harness.Traces;
using Conformance.Protocol;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites;

/// <summary>What every fixture of a suite has: a target, and a way to measure on it.</summary>
public abstract class ConformanceFixture(Target target)
{
    /// <summary>Maps as small as these workloads allow: an emulated guest spends more time on filling and freeing large ones than on all else.</summary>
    private static readonly EngineOptions s_options = new() { RecordFirings = true, RingBufferBytes = 256 << 10, MaxMapKeys = 256, MaxThreads = 64 };

    /// <summary>Where this fixture's cases run.</summary>
    protected Target Target { get; } = target;

    /// <summary>Runs a script against the workloads (or takes the measurement of an equal case) and gives the trace of the workload with so many threads.</summary>
    /// <exception cref="JobFailedException">The script did not run to its end.</exception>
    protected Task<Trace> Measure(ScriptText script, int threads) => Measure(script, Workloads.Sleeps, threads);

    /// <summary>The same with other workloads: one for each number of <see cref="Workloads.Threads"/>.</summary>
    /// <exception cref="JobFailedException">The script did not run to its end.</exception>
    protected async Task<Trace> Measure(ScriptText script, IReadOnlyList<WorkloadSpec> workloads, int threads)
    {
        var run = ConformanceRun.Current;
        var options = s_options with { AttachOrder = script.Order ?? Engines.OrderOf(Target.Engine) };
        var measurement = await run.LaneOf(Target).MeasureAsync(new MeasurementRequest(script.Name, script.Text, options, workloads) { Cpus = CaseRecord.Current?.Cpus ?? 1 }, run.Cancellation);
        CaseRecord.Current?.Add(measurement);
        return measurement.Result.Status == JobStatus.Completed
            ? Trace.Of(measurement.Job, measurement.Result, Workloads.Threads.Index().First(workload => workload.Item == threads).Index)
            : throw new JobFailedException(measurement);
    }

    /// <summary>Makes an experiment on the target (or takes the one that an equal case made).</summary>
    /// <param name="experiment">One of the agent's table.</param>
    /// <param name="mechanism">What it is about.</param>
    /// <exception cref="JobFailedException">It could not be made.</exception>
    protected async Task<ExperimentResult> Try(string experiment, string mechanism)
    {
        var run = ConformanceRun.Current;
        var request = new MeasurementRequest(experiment, "", s_options, []) { Experiment = new ExperimentSpec(experiment, mechanism), Cpus = CaseRecord.Current?.Cpus ?? 1 };
        var measurement = await run.LaneOf(Target).MeasureAsync(request, run.Cancellation);
        CaseRecord.Current?.Add(measurement);
        return measurement.Result.Status == JobStatus.Completed ? new ExperimentResult(mechanism, measurement.Result) : throw new JobFailedException(measurement);
    }
}
