namespace Conformance.Machines.Qemu.Control;

/// <summary>Has QEMU wait for a saved state and, once it has it, for a word before the guest runs.</summary>
public sealed record Incoming : IQemuDevice
{
    /// <inheritdoc/>
    public IEnumerable<string> QemuArguments => ["-incoming", "defer", "-S"];
}
