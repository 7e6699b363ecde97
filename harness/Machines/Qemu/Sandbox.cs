namespace Conformance.Machines.Qemu;

/// <summary>Forbids QEMU (seccomp) what it does not need: old system calls, other users' rights, child processes, other priorities. A guest may be hostile.</summary>
public sealed record Sandbox : IQemuDevice
{
    /// <inheritdoc/>
    public IEnumerable<string> QemuArguments => ["-sandbox", "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"];
}
