using Conformance.Harness.Runs;

namespace Conformance.Suites.Writing;

/// <summary>A mechanism on a hook that it can observe, and the workload that passes the hook once a call.</summary>
/// <param name="Mechanism">Canonical name.</param>
/// <param name="Hook">What reports and case names call the hook.</param>
/// <param name="Workload">Name of the workload.</param>
/// <param name="Predicate">What a probe must ask where the hook is passed by other calls, too; empty where it is not.</param>
public sealed record Subject(string Mechanism, string Hook, string Workload, string Predicate = "")
{
    /// <summary>The attach point as a script on that target writes it.</summary>
    public string AttachPointOn(Target target) => $"{Mechanism}:{(Workload == Workloads.Function ? $"{ProgramOn(target)}:{Hook}" : Hook)}";

    /// <summary>For case names: <c>fexit/hrtimer_nanosleep</c>.</summary>
    public override string ToString() => $"{Mechanism}/{Hook.Replace(':', '.')}";

    /// <summary>The program whose function the workload calls: in a guest whose only program is the tracer its path is fixed, elsewhere it is the one that runs.</summary>
    private static string ProgramOn(Target target) => target.Machine == "vm" ? "/init" : "/proc/self/exe";
}

/// <summary>The table of subjects: a new mechanism is a line here, and every suite covers it.</summary>
public static class Subjects
{
    // The call's number is the second argument of the raw event (include/trace/events/syscalls.h), a field of the other; 121 is getpgid on x86-64.
    private const string RawGetpgid = "/arg1 == 121/", TypedGetpgid = "/args.id == 121/";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Subject> All { get; } =
    [
        new("fentry", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("fexit", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("kprobe", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("kretprobe", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("kprobe.multi", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("kretprobe.multi", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("uprobe", Hooks.UserFunction, Workloads.Function),
        new("uretprobe", Hooks.UserFunction, Workloads.Function),
        new("uprobe.multi", Hooks.UserFunction, Workloads.Function),
        new("uretprobe.multi", Hooks.UserFunction, Workloads.Function),
        new("tracepoint", "raw_syscalls:sys_enter", Workloads.Getpgid, TypedGetpgid),
        new("rawtracepoint", "sys_enter", Workloads.Getpgid, RawGetpgid),
    ];

    /// <summary>The subject of a mechanism.</summary>
    public static Subject Of(string mechanism) => All.Single(subject => subject.Mechanism == mechanism);
}
