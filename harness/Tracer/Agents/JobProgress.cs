using System.Diagnostics;
using Conformance.Engine;
using Conformance.Engine.Sessions;
using Conformance.Protocol;

namespace Conformance.Tracer.Agents;

/// <summary>What is known of a job while it runs; whatever ends it, this much can be said.</summary>
internal sealed class JobProgress(Job job, JobClock clock)
{
    private Session? _session;
    private TimeSpan _compile;
    private TimeSpan _workload;
    private TimeSpan _finish;
    private SessionTimings _beforeFinish = new(0, 0, 0);

    /// <summary>What it is doing, for the message when its time is up.</summary>
    public string Doing => job.Experiment is not null && clock.Phase == JobPhase.Workload ? "making the experiment" : JobPhases.Doing(clock.Phase);

    /// <summary>What the workloads reported.</summary>
    public IReadOnlyList<WorkloadReport> Workloads { get; private set; } = [];

    /// <summary>What an experiment saw.</summary>
    public IReadOnlyList<Observation> Observations { get; private set; } = [];

    public void Try(Func<IReadOnlyList<Observation>> experiment)
    {
        clock.Enter(JobPhase.Workload);
        Observations = Timed(ref _workload, experiment);
    }

    public CompiledScript Compile(Func<CompiledScript> compile)
    {
        clock.Enter(JobPhase.Compile);
        return Timed(ref _compile, compile);
    }

    public Session Start(Func<Session> start)
    {
        clock.Enter(JobPhase.Attach);
        return _session = start();
    }

    public void Work(Func<IReadOnlyList<WorkloadReport>> work)
    {
        clock.Enter(JobPhase.Workload);
        Workloads = Timed(ref _workload, work);
    }

    public void Finish()
    {
        clock.Enter(JobPhase.Drain);
        _beforeFinish = _session!.Timings;
        Timed(ref _finish, _session.Drain);
        clock.Enter(JobPhase.Detach);
        Timed(ref _finish, () =>
        {
            _session.Finish();
            return true;
        });
    }

    /// <summary>The answer, without firings and output.</summary>
    public JobResult Result(JobStatus status, string? message)
    {
        var timings = _session?.Timings ?? new SessionTimings(0, 0, 0);
        var finishBesideDetaching = (long)_finish.TotalMicroseconds - (timings.DetachKernel - _beforeFinish.DetachKernel);
        return new()
        {
            Id = job.Id,
            Status = status,
            Message = message,
            Probes = [.. (_session?.Probes ?? []).Select(p => new ProbeInfo(p.Index, p.Target.Mechanism.Name, p.Target.Hook, p.Target.AttachPoint, p.Line))],
            AttachSequence = _session?.AttachSequence ?? [],
            Joined = _session?.Joined ?? [],
            OrderNotes = _session?.OrderNotes ?? [],
            Lost = _session?.Lost ?? 0,
            Skipped = _session?.Skipped ?? [],
            Observations = Observations,
            Workloads = Workloads,
            Timings = new()
            {
                Compile = (long)_compile.TotalMicroseconds,
                LoadKernel = timings.LoadKernel,
                AttachKernel = timings.AttachKernel,
                Workload = (long)_workload.TotalMicroseconds,
                Drain = Math.Max(0, finishBesideDetaching),
                DetachKernel = timings.DetachKernel,
                Total = (long)clock.Elapsed.TotalMicroseconds,
            },
        };
    }

    private static T Timed<T>(ref TimeSpan total, Func<T> action)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            return action();
        }
        finally
        {
            total += Stopwatch.GetElapsedTime(start);
        }
    }
}
