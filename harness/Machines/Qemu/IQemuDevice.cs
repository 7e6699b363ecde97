namespace Conformance.Machines.Qemu;

/// <summary>A part of a virtual machine, which knows what QEMU and the guest's kernel must be told about it.</summary>
public interface IQemuDevice
{
    /// <summary>Arguments for QEMU's command line.</summary>
    IEnumerable<string> QemuArguments { get; }

    /// <summary>Words for the kernel's command line.</summary>
    IEnumerable<string> KernelArguments => [];
}
