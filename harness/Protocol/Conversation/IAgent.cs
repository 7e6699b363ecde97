using Conformance.Engine.Sessions;

namespace Conformance.Protocol.Conversation;

/// <summary>What an agent can do; <see cref="AgentServer"/> does the talking.</summary>
public interface IAgent
{
    /// <summary>What it says of itself.</summary>
    Hello Hello { get; }

    /// <summary>Does the work that the first job would otherwise wait for. What cannot be done is left to the job that needs it.</summary>
    void Prepare()
    {
    }

    /// <summary>Takes over what has changed while this agent's machine stood still.</summary>
    Awake WakeUp(WakeUp message) => new(0, 0, [], ["this agent cannot be woken up"]);

    /// <summary>Runs a job to its end, however that is. Never throws for anything that the job did.</summary>
    /// <param name="job">The job.</param>
    /// <param name="sink">Takes firings and output while they come; the result need not repeat them.</param>
    /// <param name="enter">To be told each phase before it begins, so that whoever waits knows where a job stands that never ends. Goes out at once, on the calling thread.</param>
    /// <param name="cancellationToken">Fires when the agent itself has to end.</param>
    JobResult Run(Job job, ISessionSink sink, Action<JobPhase> enter, CancellationToken cancellationToken);
}
