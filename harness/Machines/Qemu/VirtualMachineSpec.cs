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
    int MemoryMiB);
