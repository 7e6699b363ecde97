namespace Conformance.Suites.Writing;

/// <summary>The case is asked of our engine only: it is about the kernel, or about what no other tracer can be told.</summary>
/// <param name="reason">Why, as a sentence: runs say so.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class OurEngineOnlyAttribute(string reason) : NUnitAttribute
{
    /// <summary>Why.</summary>
    public string Reason { get; } = reason;
}
