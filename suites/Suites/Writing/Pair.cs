using System.Collections;
using NUnit.Framework.Interfaces;

namespace Conformance.Suites.Writing;

/// <summary>Two mechanisms that observe the same event.</summary>
/// <param name="Subject">The one under suspicion: it is compared with its partner.</param>
public sealed record Pair(Subject Subject, Subject Partner)
{
    /// <summary>The pair of two mechanisms' subjects.</summary>
    public Pair(string subject, string partner) : this(Subjects.Of(subject), Subjects.Of(partner))
    {
    }

    /// <summary>For case names: <c>fexit+kretprobe/hrtimer_nanosleep</c>.</summary>
    public override string ToString() => $"{Subject.Mechanism}+{Partner.Mechanism}/{Subject.Hook.Replace(':', '.')}";
}

/// <summary>The parameter takes every pair.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PairsAttribute : NUnitAttribute, IParameterDataSource
{
    /// <summary>Whether pairs on kernel functions stand on one that nothing but the workload calls. A thread may sleep before its work begins: where a single stray call decides, sleeping is no hook to stand on.</summary>
    public bool OnQuietHooks { get; init; }

    /// <summary>The table: a new pair is a line here.</summary>
    public static IReadOnlyList<Pair> All { get; } =
    [
        new("fexit", "kretprobe"),
        new("fentry", "kprobe"),
        new("fentry.multi", "fentry"),
        new("fexit.multi", "fexit"),
        new("fsession.multi", "fsession"),
        new("fsession", "kprobe.session"),
        new("kprobe.multi", "kprobe"),
        new("kretprobe.multi", "kretprobe"),
        new("uprobe.multi", "uprobe"),
        new("uretprobe.multi", "uretprobe"),
        new("tracepoint", "rawtracepoint"),
        new("tp_btf", "rawtracepoint"),
    ];

    /// <inheritdoc/>
    public IEnumerable GetData(IParameterInfo parameter) => OnQuietHooks ? All.Select(pair => new Pair(Quiet(pair.Subject), Quiet(pair.Partner))) : All;

    private static Subject Quiet(Subject subject) => subject.Workload == Workloads.Nanosleep ? subject with { Hook = Hooks.SysGetpgid, Workload = Workloads.Getpgid } : subject;
}
