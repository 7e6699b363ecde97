using Conformance.Engine;
using Conformance.Harness.Runs;
using Conformance.Harness.Traces;
using Conformance.Machines;
using Conformance.Protocol;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites;

/// <summary>What every fixture of a suite has: a target, and a way to measure on it.</summary>
public abstract class ConformanceFixture(Target target)
{
    /// <summary>Maps as small as these workloads allow: an emulated guest spends more time on filling and freeing large ones than on all else.</summary>
    private static readonly EngineOptions s_options = new() { RecordFirings = true, RingBufferBytes = 256 << 10, MaxMapKeys = 256, MaxThreads = 64 };

    /// <summary>Room for what all cases of a joint script print while the workloads, which are real-time threads, keep the reader from reading.</summary>
    private const int JointBufferBytes = 4 << 20;

    /// <summary>Where this fixture's cases run.</summary>
    protected Target Target { get; } = target;

    /// <summary>Runs a script against the workloads (or takes the measurement of an equal case) and gives the trace of the workload with so many threads.</summary>
    /// <exception cref="JobFailedException">The script did not run to its end.</exception>
    protected Task<Trace> Measure(ScriptText script, int threads) => Measure(script, Workloads.Sleeps, threads);

    /// <summary>The same with other workloads: one for each number of <see cref="Workloads.Threads"/>.</summary>
    /// <exception cref="JobFailedException">The script did not run to its end.</exception>
    protected Task<Trace> Measure(ScriptText script, IReadOnlyList<WorkloadSpec> workloads, int threads) =>
        Measure(script, workloads, s_options, Workloads.Threads.Index().First(workload => workload.Item == threads).Index);

    /// <summary>The same with one workload.</summary>
    /// <param name="ringBufferBytes">Size of the buffer between probes and tracer.</param>
    /// <exception cref="JobFailedException">The script did not run to its end.</exception>
    protected Task<Trace> Measure(ScriptText script, WorkloadSpec workload, int? ringBufferBytes = null) =>
        Measure(script, [workload], s_options with { RingBufferBytes = ringBufferBytes ?? s_options.RingBufferBytes }, 0);

    /// <summary>Makes an experiment on the target (or takes the one that an equal case made).</summary>
    /// <param name="experiment">One of the agent's table.</param>
    /// <param name="mechanism">What it is about.</param>
    /// <exception cref="JobFailedException">It could not be made.</exception>
    protected Task<ExperimentResult> Try(string experiment, string mechanism) => Try(experiment, mechanism, alone: false);

    /// <summary>The same in a machine of its own, which the experiment may kill: that is an answer, too.</summary>
    /// <exception cref="JobFailedException">It could not be made.</exception>
    protected async Task<ExperimentResult> TryAlone(string experiment, string mechanism)
    {
        if (Target.Machine != "vm")
            throw new UnsupportedHereException("guest", $"{experiment} may kill the kernel it runs on, so it is made in a virtual machine only, not in a {Target.Machine} machine that shares this one's.");
        try
        {
            return await Try(experiment, mechanism, alone: true);
        }
        catch (MachineException death) when (death.Fault is MachineFault.GuestPanic or MachineFault.GuestOops or MachineFault.GuestReset)
        {
            var steps = new[] { death.Message }.Concat((death.ConsoleTail ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries));
            return new ExperimentResult(mechanism, new JobResult { Id = 0, Status = JobStatus.Completed, Observations = [new Observation(experiment, "the kernel dies", [.. steps])] });
        }
    }

    private async Task<ExperimentResult> Try(string experiment, string mechanism, bool alone)
    {
        var measurement = await Measure(new MeasurementRequest(experiment, "", s_options, []) { Experiment = new ExperimentSpec(experiment, mechanism), Alone = alone });
        return new ExperimentResult(mechanism, measurement.Result);
    }

    private async Task<Trace> Measure(ScriptText script, IReadOnlyList<WorkloadSpec> workloads, EngineOptions options, int workload)
    {
        if (Engines.IsPeer(Target.Engine) && await MeasureJointly(new ScriptAndWorkloads(script, workloads), workload) is { } part)
            return part;
        var ordered = options with { AttachOrder = script.Order ?? Engines.OrderOf(Target.Engine) };
        var measurement = await Measure(new MeasurementRequest(script.Name, script.Text, ordered, workloads));
        return Trace.Of(measurement.Job, measurement.Result, workload);
    }

    /// <summary>Another tracer takes seconds to start, so it runs the scripts of many cases as one. <c>null</c> if the script is in none, or if the whole did not run or lost something: then each case has to say for itself.</summary>
    private async Task<Trace?> MeasureJointly(ScriptAndWorkloads script, int workload)
    {
        foreach (var joint in Joints.On(Target))
        {
            if (joint.Find(script, workload) is not { } place)
                continue;
            var measurement = await Run(new MeasurementRequest(joint.Script.Name, joint.Script.Text, s_options with { RingBufferBytes = JointBufferBytes }, joint.Workloads));
            if (measurement.Result.Status != JobStatus.Completed || measurement.Result.Lost > 0)
                return null;
            var part = measurement.Part(script.Key, () => PartOfRun.Of(measurement.Job, measurement.Result, place.Lines, script.Script.Name, joint.TextOf(place.Lines)));
            CaseRecord.Current?.Add(part);
            return Trace.Of(part.Job, part.Result, place.Workload);
        }

        return null;
    }

    private async Task<Measurement> Measure(MeasurementRequest request)
    {
        var measurement = await Run(request);
        CaseRecord.Current?.Add(measurement);
        return measurement.Result.Status == JobStatus.Completed ? measurement : throw new JobFailedException(measurement);
    }

    private Task<Measurement> Run(MeasurementRequest request)
    {
        var run = ConformanceRun.Current;
        return run.LaneOf(Target).MeasureAsync(request with { Cpus = CaseRecord.Current?.Cpus ?? 1 }, run.Cancellation);
    }
}
