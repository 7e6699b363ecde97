namespace Conformance.Machines.Qemu;

/// <summary>A serial port (8250), which every distribution's kernel has built in.</summary>
/// <param name="Index">0 is the guest's ttyS0.</param>
/// <param name="Role">Name within QEMU.</param>
/// <param name="SocketPath">A socket on which this process listens already. QEMU connects to it, and so ends at once if this process died before.</param>
/// <param name="IsConsole">Whether the kernel prints on it.</param>
public sealed record SerialPort(int Index, string Role, string SocketPath, bool IsConsole) : IQemuDevice
{
    /// <inheritdoc/>
    public IEnumerable<string> QemuArguments =>
    [
        "-chardev", $"socket,id={Role},path={SocketPath.Replace(",", ",,", StringComparison.Ordinal)}",
        "-device", $"isa-serial,chardev={Role},index={Index}",
    ];

    /// <inheritdoc/>
    public IEnumerable<string> KernelArguments => IsConsole ? [$"console=ttyS{Index}"] : [];
}
