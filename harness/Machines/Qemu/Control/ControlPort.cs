namespace Conformance.Machines.Qemu.Control;

/// <summary>QEMU's control connection (QMP, docs/interop/qmp-spec.rst): it stops and saves guests, and says why one was reset.</summary>
/// <param name="SocketPath">A socket on which this process listens already.</param>
/// <param name="Role">Name within QEMU.</param>
public sealed record ControlPort(string SocketPath, string Role = "control") : IQemuDevice
{
    /// <inheritdoc/>
    public IEnumerable<string> QemuArguments =>
    [
        "-chardev", $"socket,id={Role},path={SocketPath.Replace(",", ",,", StringComparison.Ordinal)}",
        "-mon", $"chardev={Role},mode=control",
    ];
}
