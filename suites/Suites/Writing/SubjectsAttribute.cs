using System.Collections;
using NUnit.Framework.Interfaces;

namespace Conformance.Suites.Writing;

/// <summary>The parameter takes every subject, one after the other, or those of the mechanisms that are named.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SubjectsAttribute(params string[] mechanisms) : NUnitAttribute, IParameterDataSource
{
    /// <inheritdoc/>
    public IEnumerable GetData(IParameterInfo parameter) => mechanisms.Length == 0 ? Subjects.All : mechanisms.Select(Subjects.Of);
}
