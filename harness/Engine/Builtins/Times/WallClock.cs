using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Conformance.Engine.Builtins.Times;

/// <summary>Wall-clock time in the C library's formats and in the machine's own time zone.</summary>
internal static unsafe partial class WallClock
{
    private const long Second = 1_000_000_000;
    private const int Realtime = 0; // CLOCK_REALTIME, include/uapi/linux/time.h
    private const int Boottime = 7; // CLOCK_BOOTTIME
    private const int Tai = 11; // CLOCK_TAI

    /// <summary>Nanoseconds since 1970.</summary>
    public static long Now() => Read(Realtime);

    /// <summary>When the machine booted: what must be added to a time since boot. Changes when the clock is set.</summary>
    public static long BootTime() => Read(Realtime) - Read(Boottime);

    /// <summary>Nanoseconds since boot, sleep included.</summary>
    public static long SinceBoot() => Read(Boottime);

    /// <summary>What must be added to a time since boot to have TAI.</summary>
    public static long TaiOffset() => Read(Tai) - Read(Boottime);

    /// <summary>A time as text (strftime(3), and %f for the microsecond).</summary>
    public static string Format(string format, long nanoseconds)
    {
        var seconds = Math.DivRem(nanoseconds, Second, out var rest);
        if (rest < 0)
            (seconds, rest) = (seconds - 1, rest + Second);
        // A trailing mark tells an empty result from one that does not fit.
        var wanted = Encoding.UTF8.GetBytes(Microseconds(format, rest / 1000) + "|\0");
        var parts = stackalloc byte[64]; // struct tm has 56 bytes on 64-bit Linux
        _ = LocalTime(&seconds, parts);
        for (var size = 256; size <= 1 << 16; size *= 4)
        {
            var text = new byte[size];
            fixed (byte* to = text, from = wanted)
                if (StringFromTime(to, (nuint)size, from, parts) is var length and > 0)
                    return Encoding.UTF8.GetString(text, 0, (int)length - 1);
        }
        return "<time too long>";
    }

    private static string Microseconds(string format, long microseconds)
    {
        var text = new StringBuilder(format.Length);
        for (var i = 0; i < format.Length; i++)
            if (format[i] == '%' && i + 1 < format.Length)
                text.Append(format[++i] == 'f' ? microseconds.ToString("d6", CultureInfo.InvariantCulture) : "%" + format[i]);
            else
                text.Append(format[i]);
        return text.ToString();
    }

    private static long Read(int clock)
    {
        var time = stackalloc long[2];
        return ClockGetTime(clock, time) == 0 ? (time[0] * Second) + time[1] : 0;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, long* time);

    [LibraryImport("libc", EntryPoint = "localtime_r")]
    private static partial nint LocalTime(long* seconds, byte* parts);

    [LibraryImport("libc", EntryPoint = "strftime")]
    private static partial nuint StringFromTime(byte* text, nuint size, byte* format, byte* parts);
}
