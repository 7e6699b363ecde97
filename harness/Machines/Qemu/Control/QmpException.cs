namespace Conformance.Machines.Qemu.Control;

/// <summary>QEMU refused a command, or did not do what it had accepted; the message holds its words.</summary>
public sealed class QmpException(string message) : Exception(message);
