using System.Globalization;

namespace Conformance.Engine.Attach;

/// <summary>What mechanisms need to attach, beside program and target.</summary>
/// <param name="Units">Numbers of the kernel's perf units.</param>
/// <param name="ProcessId">The only process to observe, for mechanisms that can choose; 0 for all.</param>
/// <param name="OpensOnly">Perf events are opened and nothing more; whoever asks for that does the other steps (<see cref="SteppedProbe"/>).</param>
internal sealed record AttachTools(PerfUnits Units, int ProcessId = 0, bool OpensOnly = false)
{
    private static readonly Lazy<IReadOnlyList<int>> OnlineCpus = new(() => ParseCpus(File.ReadAllText("/sys/devices/system/cpu/online")));

    /// <summary>The process to observe as perf_event_open(2) wants it: -1 for all.</summary>
    public int ProcessOrAll => ProcessId > 0 ? ProcessId : -1;

    /// <summary>CPUs that are running now.</summary>
    public IReadOnlyList<int> Cpus => OnlineCpus.Value;

    /// <summary>A list of CPUs as sysfs writes it: <c>0-3,8</c>.</summary>
    internal static IReadOnlyList<int> ParseCpus(string text)
    {
        var cpus = new List<int>();
        foreach (var range in text.Trim().Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
            for (var cpu = first; cpu <= int.Parse(ends[^1], CultureInfo.InvariantCulture); cpu++)
                cpus.Add(cpu);
        }

        return cpus;
    }
}
