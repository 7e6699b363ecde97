using System.Collections.ObjectModel;
using Conformance.Protocol;

namespace Conformance.Suites.Writing;

/// <summary>
/// What runs while probes are attached. Attaching is what costs time, so all cases of a script share one attachment:
/// the workloads run one after the other and each case judges the one with its number of threads.
/// </summary>
public static class Workloads
{
    /// <summary>Names of the agent's workloads.</summary>
    public const string Nanosleep = "nanosleep", Getpgid = "getpgid", Function = "function", Umask = "umask", Read = "read", Write = "write", Open = "open", Rename = "rename", Interrupted = "interrupted", Touch = "touch", Marker = "marker";

    /// <summary>Calls on each thread: enough to see an order that is not the same at every call, few enough for 32 probes on an emulated guest.</summary>
    public const int Calls = 5;

    /// <summary>Microseconds of each sleep.</summary>
    public const int IntervalMicroseconds = 50;

    /// <summary>The numbers of threads, in the order in which the workloads run.</summary>
    public static IReadOnlyList<int> Threads { get; } = [1, 4];

    /// <summary>Sleeps that succeed.</summary>
    public static IReadOnlyList<WorkloadSpec> Sleeps { get; } = For(Nanosleep);

    /// <summary>The same, each thread then also failing with EINVAL and with EFAULT.</summary>
    public static IReadOnlyList<WorkloadSpec> SleepsAndFailures { get; } = For(Nanosleep, ("einval", 2), ("efault", 2));

    /// <summary>
    /// A workload of five calls on one thread, then on four, pinned to all CPUs in turn. Threads do not preempt each other, because a kernel that preempts a
    /// trampoline skips the same program for the other thread: a fact worth a case of its own, and noise in all others.
    /// </summary>
    /// <param name="more">Parameters beside the usual ones.</param>
    public static IReadOnlyList<WorkloadSpec> For(string workload, params (string Name, long Value)[] more) =>
        [.. Threads.Select(threads => One(workload, [("times", Calls), ("threads", threads), ("pin", 1), ("fifo", 1), .. workload == Nanosleep ? [("interval_us", (long)IntervalMicroseconds)] : Array.Empty<(string, long)>(), .. more]))];

    /// <summary>One workload with exactly these parameters.</summary>
    public static WorkloadSpec One(string workload, params (string Name, long Value)[] parameters)
    {
        var values = new Dictionary<string, long>();
        foreach (var (name, value) in parameters)
            values[name] = value;
        return new WorkloadSpec(workload, new ReadOnlyDictionary<string, long>(values));
    }
}
