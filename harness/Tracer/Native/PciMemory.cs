using Conformance.Protocol.Transport;

namespace Conformance.Tracer.Native;

/// <summary>The memory of a PCI device, mapped through sysfs (Documentation/PCI/sysfs-pci.rst).</summary>
internal static class PciMemory
{
    /// <summary>Maps the memory of the device at an address (<c>0000:00:1e.0</c>); <c>null</c>, and why, where that cannot be done.</summary>
    public static (SharedMemory? Memory, string? Problem) Open(string address)
    {
        var device = $"/sys/bus/pci/devices/{address}";
        try
        {
            // Firmware need not have switched the device's memory on.
            File.WriteAllText($"{device}/enable", "1");
            return (SharedMemory.Open($"{device}/resource2"), null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, exception.Message);
        }
    }
}
