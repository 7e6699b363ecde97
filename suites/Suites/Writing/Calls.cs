using Conformance.Protocol;

namespace Conformance.Suites.Writing;

/// <summary>Calls whose values are judged.</summary>
public static class Calls
{
    /// <summary>The mechanisms that see a return value.</summary>
    public static IReadOnlyList<string> Exits { get; } = ["fexit", "kretprobe"];

    /// <summary>Functions that return what their caller gets, each with calls that succeed and calls that fail.</summary>
    public static IReadOnlyList<(string Hook, IReadOnlyList<WorkloadSpec> Workloads)> All { get; } =
    [
        (Hooks.SysNanosleep, Workloads.SleepsAndFailures),
        (Hooks.SysGetpgid, Workloads.For(Workloads.Getpgid, ("esrch", 2))),
        (Hooks.SysUmask, Workloads.For(Workloads.Umask)),
        (Hooks.VfsRead, Workloads.For(Workloads.Read, ("ebadf", 2))),
        (Hooks.VfsWrite, Workloads.For(Workloads.Write, ("ebadf", 2))),
        (Hooks.DoSysOpen, Workloads.For(Workloads.Open, ("enoent", 2))),
    ];

    /// <summary>Functions with an argument that the workload reports.</summary>
    public static IReadOnlyList<(string Hook, string Argument, IReadOnlyList<WorkloadSpec> Workloads)> Arguments { get; } =
    [
        (Hooks.HrtimerNanosleep, "args.rqtp", Workloads.Sleeps),
        (Hooks.VfsWrite, "args.count", Workloads.For(Workloads.Write)),
    ];
}
