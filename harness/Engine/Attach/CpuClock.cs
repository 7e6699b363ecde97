using Conformance.Engine.Libbpf;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>The software event that a CPU's high-resolution timer drives (PERF_COUNT_SW_CPU_CLOCK, kernel/events/core.c).</summary>
internal static class CpuClock
{
    private const uint Software = 1; // PERF_TYPE_SOFTWARE
    private const ulong Clock = 0; // PERF_COUNT_SW_CPU_CLOCK

    public static PerfEventAttributes Of(Period period) => new()
    {
        Type = Software,
        Config = Clock,
        SamplePeriod = period.Hertz != 0 ? period.Hertz : period.Nanoseconds,
        Flags = period.Hertz != 0 ? PerfEvent.Frequency : 0,
    };
}
