namespace Conformance.Machines.Qemu;

/// <summary>The main board and nothing that we did not ask for: no network, no display, no configuration files.</summary>
public sealed record Board : IQemuDevice
{
    /// <inheritdoc/>
    public IEnumerable<string> QemuArguments =>
    [
        "-M", "q35",
        "-nodefaults",
        "-no-user-config",
        "-nic", "none",
        "-display", "none",

        // A guest that panics asks for a reset (panic=-1); then QEMU ends, and its end tells us at once.
        "-no-reboot",
    ];
}
