using System.Runtime.InteropServices;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that call nanosleep(2) an exact number of times. Every call reaches the kernel's <c>__x64_sys_nanosleep</c> once; those with a valid time reach
/// <c>hrtimer_nanosleep</c> once, those that fail (<c>einval</c>, <c>efault</c>) are refused before it. So probes there fire exactly as often as
/// <see cref="Protocol.WorkloadThread.Calls"/> says if no call fails. Valid sleeps that no signal interrupts return 0; the workload installs no signal handlers.
/// </summary>
internal sealed class NanosleepWorkload : ThreadedWorkload
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public override string Name => "nanosleep";

    public override string Summary => "calls nanosleep(2) an exact number of times on each thread";

    protected override IReadOnlyList<Parameter> OwnParameters { get; } =
    [
        new("times", "calls on each thread", 1, 0, 1_000_000),
        new("interval_us", "microseconds asked for in each call", 50, 0, 3_600_000_000),
        new("einval", "calls on each thread after those, with a time that is none (EINVAL)", 0, 0, 1_000_000),
        new("efault", "calls on each thread after those, with a pointer to nothing (EFAULT)", 0, 0, 1_000_000),
    ];

    protected override Caller Prepare(IReadOnlyDictionary<string, long> values) =>
        new Sleeper(values["interval_us"] * 1000, values["times"], values["einval"], values["efault"]);

    private sealed unsafe class Sleeper(long interval, long times, long invalid, long faulting) : Caller
    {
        private readonly long* _times = Times(interval);

        public override long[] Arguments { get; } = Repeat((times, interval), (invalid, NanosecondsPerSecond), (faulting, 0));

        public override long Call(int index) =>
            SystemCall.Make(SystemCall.Nanosleep, (nint)(index < times ? _times : index < times + invalid ? _times + 2 : null));

        public override void Dispose() => NativeMemory.Free(_times);

        // Two struct timespec: a valid time and one that is none.
        private static long* Times(long interval)
        {
            var times = (long*)NativeMemory.Alloc(4 * sizeof(long));
            (times[0], times[1], times[2], times[3]) = (interval / NanosecondsPerSecond, interval % NanosecondsPerSecond, 0, NanosecondsPerSecond);
            return times;
        }
    }
}
