namespace Conformance.Suites.Writing;

/// <summary>The case wants a machine with several CPUs; it gets as many as the configuration's <c>cpus</c> says.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ManyCpusAttribute : NUnitAttribute;
