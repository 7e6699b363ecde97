namespace Conformance.Suites.Writing;

/// <summary>The case is about the kernel, or about what only our engine can be told; it is planned for targets with our engine.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class OurEngineOnlyAttribute : NUnitAttribute;
