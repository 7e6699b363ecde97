using System.Diagnostics;
using System.Globalization;
using Conformance.Protocol;

namespace Conformance.Tracer.Agents;

/// <summary>Which phase a job is in, and how long it may still take: the phase has a deadline, and the whole job has one.</summary>
internal sealed class JobClock : IDisposable
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly CancellationTokenSource _deadline;
    private readonly Job _job;
    private readonly Action<JobPhase> _enter;

    /// <summary>Starts it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="enter">Told each phase before it begins.</param>
    /// <param name="cancellationToken">Fires when the agent itself has to end.</param>
    public JobClock(Job job, Action<JobPhase> enter, CancellationToken cancellationToken)
    {
        (_job, _enter) = (job, enter);
        _deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _deadline.CancelAfter(job.TimeoutMs);
    }

    /// <summary>Fires at the deadline of the phase or of the job, whichever comes first.</summary>
    public CancellationToken Token => _deadline.Token;

    /// <summary>The phase that it is in; 0 before the first.</summary>
    public JobPhase Phase { get; private set; }

    /// <summary>Since the start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Begins a phase.</summary>
    public void Enter(JobPhase phase)
    {
        Phase = phase;
        _enter(phase);
        var (left, most) = (TimeSpan.FromMilliseconds(_job.TimeoutMs) - Elapsed, JobPhases.DeadlineOf(_job, phase));
        _deadline.CancelAfter(left <= TimeSpan.Zero ? TimeSpan.Zero : left < most ? left : most);
    }

    /// <summary>Which deadline has passed, in words.</summary>
    /// <param name="doing">What was being done.</param>
    public string Late(string doing) => Elapsed.TotalMilliseconds >= _job.TimeoutMs
        ? $"the job's deadline of {_job.TimeoutMs} ms passed while {doing}"
        : string.Create(CultureInfo.InvariantCulture, $"the {JobPhases.DeadlineOf(_job, Phase).TotalMilliseconds:0} ms that this phase may take of the job's {_job.TimeoutMs} ms passed while {doing}");

    /// <inheritdoc/>
    public void Dispose() => _deadline.Dispose();
}
