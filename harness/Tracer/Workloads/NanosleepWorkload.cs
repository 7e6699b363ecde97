using System.Runtime.InteropServices;
using Conformance.Protocol;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that call nanosleep(2) an exact number of times. Every call reaches the kernel's <c>__x64_sys_nanosleep</c> once; those with a valid time reach
/// <c>hrtimer_nanosleep</c> once, those that fail (<c>einval</c>, <c>efault</c>) are refused before it. So probes there fire exactly as often as
/// <see cref="WorkloadThread.Calls"/> says if no call fails. Valid sleeps that no signal interrupts return 0; the workload installs no signal handlers.
/// </summary>
/// <remarks>
/// The system call is made directly: the C library's nanosleep is clock_nanosleep. Between the first and the last call a thread does nothing else
/// that could sleep in the kernel by a timer: it takes its place in the line before, fills arrays that are there already, and is counted out after.
/// </remarks>
internal sealed class NanosleepWorkload : Workload
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    public override string Name => "nanosleep";

    public override string Summary => "calls nanosleep(2) an exact number of times on each thread";

    public override IReadOnlyList<Parameter> Parameters { get; } =
    [
        new("times", "calls on each thread", 1, 0, 1_000_000),
        new("interval_us", "microseconds asked for in each call", 50, 0, 1_000_000),
        new("einval", "calls on each thread after those, with a time that is none (EINVAL)", 0, 0, 1_000_000),
        new("efault", "calls on each thread after those, with a pointer to nothing (EFAULT)", 0, 0, 1_000_000),
        new("threads", "threads, started together", 1, 1, 1024),
        new("pin", "1: pin the threads to the CPUs, one after the other", 0, 0, 1),
        new("fifo", "1: real-time threads where that is allowed, so that they do not preempt each other inside a probe", 0, 0, 1),
    ];

    public override IReadOnlyList<WorkloadThread> Run(IReadOnlyDictionary<string, long> values, CancellationToken cancellationToken)
    {
        var (times, invalid, faulting) = ((int)values["times"], (int)values["einval"], (int)values["efault"]);
        var interval = values["interval_us"] * 1000;
        var cpus = values["pin"] == 1 ? Affinity.AllowedCpus() : [];
        using var gang = new Gang((int)values["threads"]);
        return gang.Run(
            index =>
            {
                var cpu = cpus.Count > 0 ? cpus[index % cpus.Count] : -1;
                if (cpu >= 0)
                {
                    Affinity.PinThisThread(cpu);
                }

                if (values["fifo"] == 1)
                {
                    RealTime.TryEnter();
                }

                var returned = new long[times + invalid + faulting];
                var arguments = new long[returned.Length];
                Array.Fill(arguments, interval);
                Array.Fill(arguments, NanosecondsPerSecond, times, invalid);
                Array.Fill(arguments, 0, times + invalid, faulting);
                var threadId = Libc.GetThreadId();
                gang.StartTogether();
                var start = Libc.MonotonicNanoseconds();
                var calls = Sleep(returned, interval, times, times + invalid, cancellationToken);
                return new WorkloadThread(threadId, cpu, calls, returned, arguments) { StartNs = start, EndNs = Libc.MonotonicNanoseconds() };
            },
            cancellationToken);
    }

    /// <summary>Makes the calls: valid ones, from <paramref name="firstInvalid"/> on invalid ones, from <paramref name="firstFaulting"/> on faulting ones.</summary>
    private static unsafe int Sleep(long[] returned, long interval, int firstInvalid, int firstFaulting, CancellationToken cancellationToken)
    {
        // SYS_nanosleep: arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h
        var number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 35L : 101L;
        var valid = stackalloc long[] { interval / NanosecondsPerSecond, interval % NanosecondsPerSecond };
        var invalid = stackalloc long[] { 0, NanosecondsPerSecond };
        var calls = 0;
        for (; calls < returned.Length && !cancellationToken.IsCancellationRequested; calls++)
        {
            var requested = calls < firstInvalid ? valid : calls < firstFaulting ? invalid : null;
            returned[calls] = Libc.Nanosleep(number, requested, null) == 0 ? 0 : -Marshal.GetLastPInvokeError();
        }

        return calls;
    }
}
