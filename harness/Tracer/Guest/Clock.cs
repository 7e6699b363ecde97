using Conformance.Tracer.Native;

namespace Conformance.Tracer.Guest;

/// <summary>The machine's wall clock. A guest has no network to set it by, and one that was saved wakes up in the past.</summary>
internal static class Clock
{
    private const int Realtime = 0; // CLOCK_REALTIME, include/uapi/linux/time.h

    /// <summary>Sets CLOCK_REALTIME.</summary>
    /// <param name="nanoseconds">Since 1970.</param>
    /// <returns>Why it could not be set, or <c>null</c>.</returns>
    public static unsafe string? Set(long nanoseconds)
    {
        var time = stackalloc long[] { nanoseconds / 1_000_000_000, nanoseconds % 1_000_000_000 };
        return Libc.SetTime(Realtime, time) == 0 ? null : $"the clock could not be set: {Libc.LastError()}";
    }

    /// <summary>CLOCK_REALTIME now.</summary>
    public static unsafe long RealtimeNanoseconds()
    {
        var time = stackalloc long[2];
        _ = Libc.GetTime(Realtime, time);
        return (time[0] * 1_000_000_000) + time[1];
    }
}
