using Conformance.Harness.Runs;

namespace Conformance.Suites.Writing;

/// <summary>A mechanism on a hook that it can observe, and the workload that passes the hook once a call.</summary>
/// <param name="Mechanism">Canonical name.</param>
/// <param name="Hook">What reports and case names call the hook.</param>
/// <param name="Workload">Name of the workload.</param>
public sealed record Subject(string Mechanism, string Hook, string Workload)
{
    /// <summary>The attach point as a script on that target writes it.</summary>
    public string AttachPointOn(Target target) => $"{Mechanism}:{(Workload is Workloads.Function or Workloads.Marker ? $"{ProgramOn(target)}:{Hook}" : Hook)}";

    /// <summary>The predicate of its probes, or nothing: page faults happen to everybody, hundreds at a time, and those of others would fill the buffer.</summary>
    public string Predicate => Workload == Workloads.Touch ? """/comm == "workload"/""" : "";

    /// <summary>Whether other tracers of the language have the mechanism too, under the same name; the rest is our engine's own.</summary>
    public bool IsCommon => Mechanism is "fentry" or "fexit" or "kprobe" or "kretprobe" or "uprobe" or "uretprobe" or "usdt" or "tracepoint" or "rawtracepoint" or "software";

    /// <summary>For case names: <c>fexit/hrtimer_nanosleep</c>.</summary>
    public override string ToString() => $"{Mechanism}/{Hook.Replace(':', '.')}";

    /// <summary>The program whose function the workload calls: in a guest whose only program is the tracer its path is fixed, elsewhere it is the one that runs.</summary>
    private static string ProgramOn(Target target) => target.Machine == "vm" ? "/init" : "/proc/self/exe";
}

/// <summary>The table of subjects: a new mechanism is a line here, and every suite covers it.</summary>
public static class Subjects
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Subject> All { get; } =
    [
        new("fentry", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("fexit", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("fsession", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("fentry.multi", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("fexit.multi", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("fsession.multi", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("kprobe", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("kretprobe", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("kprobe.multi", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("kretprobe.multi", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("kprobe.session", Hooks.HrtimerNanosleep, Workloads.Nanosleep),
        new("uprobe", Hooks.UserFunction, Workloads.Function),
        new("uretprobe", Hooks.UserFunction, Workloads.Function),
        new("uprobe.multi", Hooks.UserFunction, Workloads.Function),
        new("uretprobe.multi", Hooks.UserFunction, Workloads.Function),
        new("uprobe.session", Hooks.UserFunction, Workloads.Function),
        new("usdt", "conformance:call", Workloads.Marker),
        new("tracepoint", "task:task_rename", Workloads.Rename),
        new("rawtracepoint", "task_rename", Workloads.Rename),
        new("tp_btf", "task_rename", Workloads.Rename),
        new("software", "page-faults:1", Workloads.Touch),
        new("watchpoint", $"{Hooks.SysGetpgid}:8:x", Workloads.Getpgid),
    ];

    /// <summary>The subject of a mechanism.</summary>
    public static Subject Of(string mechanism) => All.Single(subject => subject.Mechanism == mechanism);
}
