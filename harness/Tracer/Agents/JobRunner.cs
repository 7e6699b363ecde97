using Conformance.Engine;
using Conformance.Engine.Kernel;
using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Tracer.Experiments;
using Conformance.Tracer.Peers;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Agents;

/// <summary>Turns a script's text into a script that can be loaded.</summary>
internal delegate CompiledScript ScriptCompilation(string fileName, string text, IKernelTypes types, EngineOptions options);

/// <summary>
/// Runs jobs one after the other: compile, attach, workloads, drain, detach. However a job ends, nothing of it stays: no probe, no thread,
/// no descriptor, and the next job finds the machine as the first one did.
/// </summary>
internal sealed class JobRunner(EngineContext context, ScriptCompilation compile)
{
    private readonly Garbage _garbage = new();
    private readonly PeerRunner _peers = new(() => context.Types);
    private readonly PeerExperiments _peerExperiments = new(context, compile);

    /// <summary>Runs one job; what goes wrong is in the result.</summary>
    public JobResult Run(Job job, ISessionSink sink, Action<JobPhase> enter, CancellationToken cancellationToken)
    {
        using var clock = new JobClock(job, enter, cancellationToken);
        var result = RunToItsEnd(job, sink, new JobProgress(job, clock), clock);
        _garbage.Collect();
        var left = OpenProbes.Find();
        return left.Count == 0 ? result : result with
        {
            Status = JobStatus.EngineCrash,
            Message = $"the job left open: {string.Join(", ", left)} (it had ended as {result.Status}{(result.Message is { } message ? $": {message}" : "")})",
        };
    }

    private JobResult RunToItsEnd(Job job, ISessionSink sink, JobProgress progress, JobClock clock)
    {
        try
        {
            if (job.Peer is not null && job is { Cost: null, Command: null, Experiment: null })
                return _peers.Run(job, sink, clock);
            if (job.Cost is not null || job.Command is not null || job.Peer is not null)
            {
                clock.Enter(JobPhase.Workload);
                return job.Cost is not null ? CostRunner.Run(job, clock.Token) : job.Command is not null ? CommandRunner.Run(job, clock.Token) : _peerExperiments.Run(job, clock.Token);
            }

            Execute(job, sink, progress, clock.Token);
            return progress.Result(JobStatus.Completed, null);
        }
        catch (ScriptException exception)
        {
            return progress.Result(JobStatus.ScriptError, exception.Message);
        }
        catch (UnsupportedException exception)
        {
            return progress.Result(JobStatus.Unsupported, exception.Message) with { Feature = exception.Feature };
        }
        catch (AttachException exception)
        {
            return progress.Result(JobStatus.AttachFailed, exception.Message) with { Log = exception.VerifierLog };
        }
        catch (WorkloadException exception)
        {
            return progress.Result(JobStatus.Refused, exception.Message);
        }
        catch (OperationCanceledException exception) when (job.Peer is not null)
        {
            return progress.Result(JobStatus.TimedOut, exception.Message);
        }
        catch (OperationCanceledException)
        {
            return progress.Result(JobStatus.TimedOut, clock.Late(progress.Doing));
        }
        catch (Exception exception)
        {
            // The agent outlives whatever an engine does wrong; the log holds where it was.
            return progress.Result(JobStatus.EngineCrash, $"{exception.GetType().Name} while {progress.Doing}: {exception.Message}") with { Log = exception.ToString() };
        }
    }

    private void Execute(Job job, ISessionSink sink, JobProgress progress, CancellationToken cancellationToken)
    {
        if (job.Experiment is { } experiment)
        {
            progress.Try(() => ExperimentTable.Run(experiment, context, compile, cancellationToken));
            return;
        }

        var workloads = job.Workloads.Select(WorkloadTable.Prepare).ToList();
        var script = progress.Compile(() => compile(job.ScriptName, job.Script, context.Types, job.Options));
        cancellationToken.ThrowIfCancellationRequested();
        using var session = progress.Start(() => Session.Start(script, context, job.Options, sink, cancellationToken));
        progress.Work(() => WorkloadsBesideDraining.Run(workloads, session, cancellationToken));
        progress.Finish();
        session.Dispose(); // Here too, so that its time is in the result.
    }
}
