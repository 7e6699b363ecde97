using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Protocol.Conversation;
using Conformance.Tracer.Guest;
using Conformance.Tracer.Native;

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

    // Elsewhere others have programs of their own, which come and go.
    private readonly Residue? _residue = Environment.ProcessId == 1 ? new Residue() : null;

    /// <inheritdoc/>
    public void Prepare()
    {
        context.WarmUp();
        GC.Collect();
    }

    /// <inheritdoc/>
    public Awake WakeUp(WakeUp message)
    {
        var problems = new List<string>();
        if (Environment.ProcessId != 1)
        {
            // The clock would be a user's.
            return new Awake(Clock.RealtimeNanoseconds(), (long)Libc.MonotonicNanoseconds(), [], ["only a guest's first process can be woken up"]);
        }

        if (Clock.Set(message.RealtimeNs) is { } clockProblem)
        {
            problems.Add(clockProblem);
        }

        if (KernelRandom.Stir(message.Entropy) is { } randomProblem)
        {
            problems.Add(randomProblem);
        }

        return new Awake(Clock.RealtimeNanoseconds(), (long)Libc.MonotonicNanoseconds(), Guid.NewGuid().ToByteArray(), problems);
    }

    /// <inheritdoc/>
    public JobResult Run(Job job, ISessionSink sink, Action<JobPhase> enter, CancellationToken cancellationToken)
    {
        var result = _runner.Run(job, sink, enter, cancellationToken);
        return _residue is null ? result : result with { Residue = _residue.Find() };
    }
}
