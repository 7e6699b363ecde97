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
    /// <summary>The table: a new pair is a line here.</summary>
    public static IReadOnlyList<Pair> All { get; } =
    [
        new("fexit", "kretprobe"),
        new("fentry", "kprobe"),
        new("kprobe.multi", "kprobe"),
        new("kretprobe.multi", "kretprobe"),
        new("uprobe.multi", "uprobe"),
        new("uretprobe.multi", "uretprobe"),
        new("tracepoint", "rawtracepoint"),
        new("tp_btf", "rawtracepoint"),
    ];

    /// <inheritdoc/>
    public IEnumerable GetData(IParameterInfo parameter) => All;
}
