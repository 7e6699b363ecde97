using System.Collections.Concurrent;
using System.Globalization;

namespace Conformance.Engine.Attach;

/// <summary>Numbers of the kernel's dynamic perf units (<c>/sys/bus/event_source/devices</c>), each file read once.</summary>
internal sealed class PerfUnits
{
    private const string Root = "/sys/bus/event_source/devices";

    private readonly ConcurrentDictionary<string, uint> _numbers = new(StringComparer.Ordinal);

    /// <summary>What perf_event_attr.type must say for a unit (<c>kprobe</c>).</summary>
    /// <exception cref="UnsupportedException">This kernel has no such unit.</exception>
    public uint TypeOf(string unit) => Number(unit, "type");

    /// <summary>The bit of perf_event_attr.config that makes the probe a return probe (<c>config:0</c>).</summary>
    /// <exception cref="UnsupportedException">This kernel has no such unit.</exception>
    public int ReturnBitOf(string unit) => (int)Number(unit, "format/retprobe");

    private uint Number(string unit, string file) => _numbers.GetOrAdd($"{Root}/{unit}/{file}", static (path, unit) =>
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            return uint.Parse(text.AsSpan(text.IndexOf(':') + 1), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            var reason = e is FileNotFoundException or DirectoryNotFoundException ? $"there is no {path}" : $"{path}: {e.Message}";
            throw new UnsupportedException(unit, $"This kernel has no {unit} events: {reason}");
        }
    }, unit);
}
