namespace Conformance.Suites.Writing;

/// <summary>
/// How the test's cases are called. <c>{name}</c> stands for a parameter, <c>{name:noun}</c> for a number with its noun: <c>{threads:thread}</c>
/// becomes <c>1-thread</c> or <c>4-threads</c>. Names are part of results; changing one loses its history.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CaseAttribute(string template) : NUnitAttribute
{
    /// <summary>The template.</summary>
    public string Template { get; } = template;
}
