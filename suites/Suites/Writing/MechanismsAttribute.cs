using System.Collections;
using NUnit.Framework.Interfaces;

namespace Conformance.Suites.Writing;

/// <summary>The parameter takes every mechanism that observes a kernel function, one after the other.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class MechanismsAttribute : NUnitAttribute, IParameterDataSource
{
    /// <summary>The table: a new mechanism is a line here, and every suite covers it.</summary>
    public static IReadOnlyList<string> All { get; } = ["fentry", "fexit", "kprobe", "kretprobe"];

    /// <inheritdoc/>
    public IEnumerable GetData(IParameterInfo parameter) => All;
}
