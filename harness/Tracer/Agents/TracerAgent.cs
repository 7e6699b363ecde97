using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Protocol.Conversation;

namespace Conformance.Tracer.Agents;

/// <summary>The agent whose engine is ours.</summary>
internal sealed class TracerAgent(EngineContext context, ScriptCompilation compile) : IAgent
{
    private readonly JobRunner _runner = new(context, compile);

    /// <summary>Asked for before the first job, so that no case pays for the probing of features.</summary>
    public Hello Hello { get; } = new(
        Hello.CurrentVersion,
        KernelName.Release,
        KernelName.Architecture,
        Environment.ProcessorCount,
        [.. context.Features.All.Select(f => new Feature(f.Name, f.Available, f.Evidence))]);

    /// <inheritdoc/>
    public JobResult Run(Job job, ISessionSink sink, CancellationToken cancellationToken) => _runner.Run(job, sink, cancellationToken);
}
