using System.Diagnostics;

namespace Conformance.Machines.Qemu;

/// <summary>How long a kernel takes to boot and nothing else: what <c>bench matrix</c> compares a whole run with.</summary>
/// <param name="KernelRelease">As the guest said.</param>
/// <param name="Wall">From QEMU's start to the agent's first hello.</param>
public sealed record BareBoot(string KernelRelease, TimeSpan Wall)
{
    /// <summary>Boots a machine exactly as a run does, waits for the first hello and kills it.</summary>
    /// <param name="provider">Prepares the machine; that is not measured.</param>
    /// <param name="spec">The machine.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MachineException">It did not come up.</exception>
    public static async Task<BareBoot> MeasureAsync(VmProvider provider, MachineSpec spec, CancellationToken cancellationToken)
    {
        var machine = await provider.PrepareAsync(spec, progress: null, cancellationToken).ConfigureAwait(false);
        var watch = Stopwatch.StartNew();
        var home = await VirtualMachine.StartAsync(machine, cancellationToken).ConfigureAwait(false);
        await using var booted = await Agents.AgentMachine.StartAsync(home, spec.BootDeadline, cancellationToken).ConfigureAwait(false);
        return new BareBoot(booted.Hello.KernelRelease, watch.Elapsed);
    }
}
