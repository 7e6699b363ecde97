namespace Conformance.Machines.Qemu;

/// <summary>QEMU's command line for a kernel, its first file system and a set of devices.</summary>
/// <param name="KernelImage">Path of a bzImage.</param>
/// <param name="Initramfs">Path of a cpio archive.</param>
/// <param name="Devices">In any order.</param>
public sealed record QemuCommand(string KernelImage, string Initramfs, IReadOnlyList<IQemuDevice> Devices)
{
    /// <summary>QEMU's arguments, without its own name.</summary>
    public IReadOnlyList<string> Arguments =>
    [
        .. Devices.SelectMany(device => device.QemuArguments),
        "-kernel", KernelImage,
        "-initrd", Initramfs,
        "-append", string.Join(' ', Devices.SelectMany(device => device.KernelArguments)),
    ];
}
