using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Protocol.Conversation;

namespace Conformance.Tracer.Agents;

/// <summary>The agent whose engine is ours.</summary>
internal sealed class TracerAgent : IAgent
{
    private const int ProtocolVersion = 1;

    /// <inheritdoc/>
    public Hello Hello { get; } = new(ProtocolVersion, KernelName.Release, KernelName.Architecture, Environment.ProcessorCount, []);

    /// <inheritdoc/>
    public JobResult Run(Job job, ISessionSink sink, CancellationToken cancellationToken) => new()
    {
        Id = job.Id,
        Status = JobStatus.Unsupported,
        Feature = "engine",
        Message = "this build has no engine yet",
    };
}
