using System.Collections;
using NUnit.Framework.Interfaces;

namespace Conformance.Suites.Writing;

/// <summary>Two mechanisms that observe the same event.</summary>
/// <param name="Subject">The one under suspicion: it is compared with its partner.</param>
public sealed record Pair(string Subject, string Partner)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Subject}+{Partner}";
}

/// <summary>The parameter takes every pair that observes a kernel function.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PairsAttribute : NUnitAttribute, IParameterDataSource
{
    /// <summary>The table: a new pair is a line here.</summary>
    public static IReadOnlyList<Pair> All { get; } = [new("fexit", "kretprobe"), new("fentry", "kprobe")];

    /// <inheritdoc/>
    public IEnumerable GetData(IParameterInfo parameter) => All;
}
