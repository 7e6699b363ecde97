using System.Collections;
using NUnit.Framework.Interfaces;

namespace Conformance.Suites.Writing;

/// <summary>The parameter takes every subject, one after the other.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SubjectsAttribute : NUnitAttribute, IParameterDataSource
{
    /// <inheritdoc/>
    public IEnumerable GetData(IParameterInfo parameter) => Subjects.All;
}
