namespace Conformance.Suites.Writing;

/// <summary>The fixture belongs to a suite; results and <c>--suites</c> use its name.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SuiteAttribute(string name) : NUnitAttribute
{
    /// <summary>Name of the suite (<c>same-hook</c>).</summary>
    public string Name { get; } = name;
}
