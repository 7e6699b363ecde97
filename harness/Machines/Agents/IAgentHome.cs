using Conformance.Machines.Consoles;

namespace Conformance.Machines.Agents;

/// <summary>What an agent lives in: a virtual machine, a container, a process. It knows how to start, to end, and why it died.</summary>
public interface IAgentHome : IAsyncDisposable
{
    /// <summary>Name for messages.</summary>
    string Name { get; }

    /// <summary>How it runs, for the report.</summary>
    string Description { get; }

    /// <summary>The connection to the agent. Closed by the home.</summary>
    Stream Connection { get; }

    /// <summary>Path of the console's log on the host, or <c>null</c>.</summary>
    string? ConsoleLog { get; }

    /// <summary>The console, where there is one.</summary>
    ConsoleWatch? Console { get; }

    /// <summary>Completes, without failing, when no answer can come any more: it ended, or its kernel is broken. All that it printed was read by then.</summary>
    Task Ended { get; }

    /// <summary>How it ended, in words (<c>QEMU was killed by signal 9</c>); <c>null</c> while it runs.</summary>
    string? LastWords { get; }

    /// <summary>What its end means where the console does not say; <c>null</c> while it runs, or if that says no more than that the agent is gone.</summary>
    MachineFault? EndFault => null;

    /// <summary>Looks whether the kernel below still answers after the agent did not, and has it say on the console what it is doing.</summary>
    /// <returns>Whether it answers; <c>null</c> where nobody can tell.</returns>
    Task<bool?> IsAliveAsync(CancellationToken cancellationToken) => Task.FromResult<bool?>(null);

    /// <summary>Why there was never anything that an agent could have lived in, once that is known (<c>QEMU says that the kernel is none</c>).</summary>
    MachineException? Refusal { get; }
}
