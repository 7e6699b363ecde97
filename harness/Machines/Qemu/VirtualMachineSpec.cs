using Conformance.Machines.Qemu.Control;

namespace Conformance.Machines.Qemu;

/// <summary>A virtual machine with everything decided.</summary>
/// <param name="Name">For messages and file names.</param>
/// <param name="Description">For the report.</param>
/// <param name="Qemu">QEMU's name or path.</param>
/// <param name="KernelImage">Path of a bzImage.</param>
/// <param name="Initramfs">Path of a cpio archive.</param>
/// <param name="LogDirectory">Where the console's log goes.</param>
/// <param name="Accelerator">KVM or TCG.</param>
/// <param name="Cpus">Virtual processors.</param>
/// <param name="MemoryMiB">Memory in MiB.</param>
public sealed record VirtualMachineSpec(
    string Name,
    string Description,
    string Qemu,
    string KernelImage,
    string Initramfs,
    string LogDirectory,
    Accelerator Accelerator,
    int Cpus,
    int MemoryMiB)
{
    /// <summary>Where its memory lies.</summary>
    public GuestMemory Memory { get; init; } = new(MemoryMiB);

    /// <summary>Whether QEMU waits for the state of a saved guest instead of booting the kernel.</summary>
    public bool WaitsForState { get; init; }

    /// <summary>What the console had said before the guest was saved: a file that its log begins with, or <c>null</c>.</summary>
    public string? ConsoleSoFar { get; init; }

    /// <summary>QEMU's command line.</summary>
    /// <param name="pathOf">The socket of each port, and the file of the shared memory.</param>
    internal QemuCommand Command(Func<string, string> pathOf) => new(
        KernelImage,
        Initramfs,
        [
            new Processor(Accelerator, Cpus),
            new Board(),
            Memory,
            new SerialPort(0, Ports.Console, pathOf(Ports.Console), IsConsole: true),
            new SerialPort(1, Ports.Agent, pathOf(Ports.Agent), IsConsole: false),
            new SharedMemoryDevice(pathOf(SharedMemory)),
            new ControlPort(pathOf(Ports.Control)),
            new Sandbox(),
            new KernelSettings(),
            .. WaitsForState ? [new Incoming()] : (IEnumerable<IQemuDevice>)[],
        ]);

    /// <summary>Name of the file that QEMU and this process have both mapped.</summary>
    internal const string SharedMemory = "memory";

    /// <summary>Names of the connections between QEMU and this process.</summary>
    internal static class Ports
    {
        public const string Console = "console";
        public const string Agent = "agent";
        public const string Control = "control";
    }
}
