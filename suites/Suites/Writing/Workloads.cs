using System.Collections.ObjectModel;
using Conformance.Protocol;

namespace Conformance.Suites.Writing;

/// <summary>
/// What runs while probes are attached. Attaching is what costs time, so all cases of a script share one attachment:
/// the workloads run one after the other and each case judges the one with its number of threads.
/// </summary>
public static class Workloads
{
    /// <summary>Calls on each thread: enough to see an order that is not the same at every call, few enough for 32 probes on an emulated guest.</summary>
    public const int Calls = 5;

    /// <summary>Microseconds of each sleep.</summary>
    public const int IntervalMicroseconds = 50;

    /// <summary>The numbers of threads, in the order in which the workloads run.</summary>
    public static IReadOnlyList<int> Threads { get; } = [1, 4];

    /// <summary>
    /// Sleeps that succeed, threads pinned to all CPUs in turn. They do not preempt each other, because a kernel that preempts a
    /// trampoline skips the same program for the other thread: a fact worth a case of its own, and noise in all others.
    /// </summary>
    public static IReadOnlyList<WorkloadSpec> Sleeps { get; } = [.. Threads.Select(threads => Nanosleep(threads, []))];

    /// <summary>The same, each thread then also failing with EINVAL and with EFAULT.</summary>
    public static IReadOnlyList<WorkloadSpec> SleepsAndFailures { get; } = [.. Threads.Select(threads => Nanosleep(threads, new() { ["einval"] = 2, ["efault"] = 2 }))];

    private static WorkloadSpec Nanosleep(int threads, Dictionary<string, long> more)
    {
        var parameters = new Dictionary<string, long>(more) { ["times"] = Calls, ["interval_us"] = IntervalMicroseconds, ["threads"] = threads, ["pin"] = 1, ["fifo"] = 1 };
        return new WorkloadSpec("nanosleep", new ReadOnlyDictionary<string, long>(parameters));
    }
}
