using Conformance.Machines.Agents;

namespace Conformance.Machines.Local;

/// <summary>Runs the engine on this machine, under its own kernel. For what that kernel allows this is the fastest way; the rest is <c>unsupported</c>.</summary>
public sealed class LocalProvider : IMachineProvider
{
    /// <inheritdoc/>
    public string Kind => "local";

    /// <inheritdoc/>
    public async Task<IMachine> StartAsync(MachineSpec spec, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        progress?.Report("starting");
        var home = await LocalAgent.StartAsync(spec, cancellationToken).ConfigureAwait(false);
        var machine = await AgentMachine.StartAsync(home, spec.BootDeadline, cancellationToken).ConfigureAwait(false);
        machine.AnswerGrace = spec.AnswerGrace;
        return machine;
    }
}
