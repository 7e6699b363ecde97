using System.Globalization;
using Conformance.Engine.Attach;

namespace Conformance.Engine.Libbpf;

/// <summary>The machine's processors.</summary>
internal static class Processors
{
    private const string PossibleFile = "/sys/devices/system/cpu/possible";

    /// <summary>How many CPUs a per-CPU value has room for. The kernel writes as many values as it says, so a guess would not do.</summary>
    /// <exception cref="AttachException">The kernel does not say.</exception>
    public static int Possible()
    {
        try
        {
            return Count(File.ReadAllText(PossibleFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AttachException($"Cannot count this machine's processors: {PossibleFile} cannot be read ({e.Message}). Mount sysfs (mount -t sysfs sysfs /sys), and let this process open files (ulimit -n 1024).", Errno.EIO);
        }
    }

    /// <summary>The highest number in a list such as <c>0-3,8</c>, plus one.</summary>
    internal static int Count(string list) =>
        1 + list.Trim().Split(',', '-').Max(number => int.Parse(number, CultureInfo.InvariantCulture));
}
