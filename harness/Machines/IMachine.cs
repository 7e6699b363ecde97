using Conformance.Protocol;

namespace Conformance.Machines;

/// <summary>Where an engine runs: a running machine whose agent has answered. Not safe for two jobs at once.</summary>
public interface IMachine : IAsyncDisposable
{
    /// <summary>What the agent said of itself.</summary>
    Hello Hello { get; }

    /// <summary>How it runs, for the report (<c>vm: QEMU 7.2, tcg, 1 CPU, 512 MiB</c>).</summary>
    string Description { get; }

    /// <summary>Whether another job may be given to it.</summary>
    bool IsHealthy { get; }

    /// <summary>What makes it unfit for another job although the last one ended well (<c>its kernel warned</c>); <c>null</c> if nothing does.</summary>
    string? Doubt => null;

    /// <summary>Path of the console's log on the host, or <c>null</c> where there is none.</summary>
    string? ConsoleLog { get; }

    /// <summary>Runs one job to its end.</summary>
    /// <exception cref="MachineException">The machine failed; it is not healthy any more.</exception>
    Task<JobResult> RunAsync(Job job, CancellationToken cancellationToken);
}

/// <summary>Starts machines of one kind.</summary>
public interface IMachineProvider : IAsyncDisposable
{
    /// <summary><c>vm</c>, <c>container</c> or <c>local</c>.</summary>
    string Kind { get; }

    /// <summary>Starts one and waits for its agent.</summary>
    /// <param name="progress">Short words on the phase it is in.</param>
    /// <exception cref="MachineException">It did not come up.</exception>
    Task<IMachine> StartAsync(MachineSpec spec, IProgress<string>? progress, CancellationToken cancellationToken);

    /// <summary>Ends what it started for all its machines; they have ended before. Most have started nothing.</summary>
    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>What machine is wanted.</summary>
/// <param name="Name">For logs: file-name safe, unique in a run (<c>6.12.107+deb13-cloud-amd64-tracer</c>).</param>
/// <param name="KernelImage">Path of a bootable kernel image; <c>null</c> for machines that share the kernel below.</param>
/// <param name="TracerBinary">Path of the static tracer.</param>
/// <param name="LogDirectory">Where console and QEMU logs go.</param>
public sealed record MachineSpec(string Name, string? KernelImage, string TracerBinary, string LogDirectory)
{
    /// <summary>Virtual CPUs.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Memory in MiB.</summary>
    public int MemoryMiB { get; init; } = 512;

    /// <summary>Paths of further archives (cpio, "newc") that a guest unpacks beside the tracer's own; other kinds of machines take none.</summary>
    public IReadOnlyList<string> Archives { get; init; } = [];

    /// <summary>How the processor is emulated.</summary>
    public Accelerator Accelerator { get; init; } = Accelerator.Auto;

    /// <summary>Whether a virtual machine boots its kernel even where a saved guest could be restored.</summary>
    public bool BootsAfresh { get; init; }

    /// <summary><see cref="AnswerGrace"/> on a machine of the usual speed.</summary>
    public static readonly TimeSpan UsualAnswerGrace = TimeSpan.FromSeconds(15);

    /// <summary>What is added to the agent's own deadlines before it is given up: its answer has to come.</summary>
    public TimeSpan AnswerGrace { get; init; } = UsualAnswerGrace;

    /// <summary>Most time from start to the agent's hello.</summary>
    public TimeSpan BootDeadline { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>What runs the guest's instructions.</summary>
public enum Accelerator
{
    /// <summary>KVM if a guest really starts on it, else TCG.</summary>
    Auto,
    Kvm,
    Tcg,
}
