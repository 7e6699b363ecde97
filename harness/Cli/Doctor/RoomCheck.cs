using System.Globalization;

namespace Conformance.Cli.Doctor;

/// <summary>Looks whether there is enough of something that is counted in bytes.</summary>
/// <param name="name">What is counted.</param>
/// <param name="needed">Bytes that a run takes.</param>
/// <param name="measure">Bytes there are, and where; throws <see cref="IOException"/> where that cannot be told.</param>
/// <param name="remedy">How to get more.</param>
public sealed class RoomCheck(string name, long needed, Func<(long Bytes, string Where)> measure, string remedy) : ICheck
{
    private const double Gibibyte = 1L << 30;

    /// <summary>Free space on the disk of the cache: five kernels, the lists of the archive and what unpacking takes.</summary>
    public static RoomCheck Disk(string cacheRoot) => new(
        "disk space", 1L << 30, () => FreeSpace(cacheRoot), "free some, or set CONFORMANCE_CACHE to a directory on another disk");

    /// <summary>Memory that is available: one guest, its emulator and this program.</summary>
    public static RoomCheck Memory() => new("memory", 1L << 30, AvailableMemory, "stop other programs; a guest takes 512 MiB");

    /// <inheritdoc/>
    public Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            (long bytes, string where) = measure();
            string detail = string.Create(CultureInfo.InvariantCulture, $"{bytes / Gibibyte:F1} GiB {where}, {needed / Gibibyte:F1} GiB needed");
            return Task.FromResult(new Finding(name, bytes >= needed, detail, bytes >= needed ? null : remedy));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Task.FromResult(new Finding(name, false, error.Message, remedy));
        }
    }

    /// <summary>Bytes of <c>MemAvailable</c> in /proc/meminfo (proc_meminfo(5): kibibytes).</summary>
    internal static long MemoryIn(IEnumerable<string> lines)
    {
        string? line = lines.FirstOrDefault(line => line.StartsWith("MemAvailable:", StringComparison.Ordinal));
        string[] words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 1 && long.TryParse(words[1], CultureInfo.InvariantCulture, out long kibibytes)
            ? kibibytes * 1024
            : throw new IOException("/proc/meminfo does not tell how much memory is available.");
    }

    private static (long Bytes, string Where) AvailableMemory() => (MemoryIn(File.ReadLines("/proc/meminfo")), "available");

    // The cache may not exist yet; its nearest parent that does lies on the same disk.
    private static (long Bytes, string Where) FreeSpace(string directory)
    {
        string existing = Path.GetFullPath(directory);
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing) ?? throw new IOException($"no parent of '{directory}' exists.");
        return (new DriveInfo(existing).AvailableFreeSpace, $"free at {directory}");
    }
}
