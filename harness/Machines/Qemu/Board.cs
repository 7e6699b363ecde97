namespace Conformance.Machines.Qemu;

/// <summary>The main board with its memory and nothing that we did not ask for: no network, no display, no configuration files.</summary>
/// <param name="MemoryMiB">Memory in MiB.</param>
public sealed record Board(int MemoryMiB) : IQemuDevice
{
    /// <inheritdoc/>
    public IEnumerable<string> QemuArguments =>
    [
        "-M", "q35",
        "-m", $"{MemoryMiB}",
        "-nodefaults",
        "-no-user-config",
        "-nic", "none",
        "-display", "none",

        // A guest that panics asks for a reset (panic=-1); then QEMU ends, and its end tells us at once.
        "-no-reboot",
    ];
}
