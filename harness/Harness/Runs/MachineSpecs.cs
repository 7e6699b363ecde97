using Conformance.Harness.Configuration;
using Conformance.Machines;

namespace Conformance.Harness.Runs;

/// <summary>What a configuration asks of every machine, whatever it is for.</summary>
public static class MachineSpecs
{
    /// <summary>While it unpacks, a guest holds an archive itself, and lets its first file system have half of the rest (init/initramfs.c, mm/shmem.c): an archive fits into half only if there is room for it three times.</summary>
    private const int RoomToUnpack = 3;

    /// <summary>A machine as the configuration wants it, with the run's tracer and its pace.</summary>
    /// <param name="services">The run's.</param>
    /// <param name="configuration">Memory, accelerator, deadline, and how it starts.</param>
    /// <param name="name">For messages and files.</param>
    /// <param name="kernelImage">Path of a bzImage; <c>null</c> where the machine has its kernel already.</param>
    /// <param name="logs">Directory for its console.</param>
    public static MachineSpec MachineOf(this RunServices services, RunConfiguration configuration, string name, string? kernelImage, string logs) =>
        new(name, kernelImage, services.TracerBinary, logs)
        {
            MemoryMiB = configuration.MemoryMiB,
            Accelerator = configuration.Accelerator,
            BootDeadline = services.Pace.Scale(configuration.BootDeadline),
            AnswerGrace = services.Pace.Scale(services.AnswerGrace),
            BootsAfresh = configuration.Start == MachineStart.Booted,
        };

    /// <summary>The same with archives that it unpacks as it boots, and with the memory for that: what does not fit is left out by the kernel.</summary>
    /// <param name="spec">A machine.</param>
    /// <param name="archives">Paths of cpio archives.</param>
    /// <param name="archivesMiB">Size of them all.</param>
    public static MachineSpec Unpacking(this MachineSpec spec, IReadOnlyList<string> archives, int archivesMiB) =>
        spec with { Archives = archives, MemoryMiB = spec.MemoryMiB + (RoomToUnpack * archivesMiB) };
}
