using System.Globalization;
using Conformance.Harness.Configuration;

namespace Conformance.Harness.Runs;

/// <summary>How many machines run side by side.</summary>
public static class Jobs
{
    /// <summary>What a guest costs the host beside its own memory, in MiB: QEMU itself and its translation cache.</summary>
    private const int EmulatorMiB = 256;

    /// <summary>The configured number, or as many as cores and free memory allow, at least one and no more than there are lanes.</summary>
    public static int Allowed(RunConfiguration configuration, int lanes) =>
        Allowed(configuration, lanes, Environment.ProcessorCount, AvailableMiB());

    /// <summary>The same for a given host.</summary>
    public static int Allowed(RunConfiguration configuration, int lanes, int cores, long availableMiB)
    {
        var wanted = configuration.Jobs > 0
            ? configuration.Jobs
            : (int)Math.Min(cores, availableMiB / Needed(configuration.MemoryMiB));
        return Math.Clamp(wanted, 1, Math.Max(1, lanes));
    }

    /// <summary>What a machine takes of the host, in MiB.</summary>
    public static long Needed(int memoryMiB) => memoryMiB + EmulatorMiB;

    /// <summary>The memory that machines share: what is free now; without an end where the user has said how many run side by side, or where machines are no guests.</summary>
    public static HostRoom RoomFor(RunConfiguration configuration) => configuration.Jobs == 0 && configuration.Machine == "vm" ? new HostRoom(AvailableMiB()) : HostRoom.Unlimited;

    /// <summary>MemAvailable of /proc/meminfo: what can be had without swapping (the runtime's own figure is the total).</summary>
    private static long AvailableMiB()
    {
        var line = File.Exists("/proc/meminfo") ? File.ReadLines("/proc/meminfo").FirstOrDefault(l => l.StartsWith("MemAvailable:", StringComparison.Ordinal)) : null;
        var digits = line is null ? "" : new string([.. line.Where(char.IsAsciiDigit)]);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var kib) ? kib / 1024 : long.MaxValue;
    }
}
