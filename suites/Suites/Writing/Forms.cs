namespace Conformance.Suites.Writing;

/// <summary>The mechanisms whose scripts are written in every form: with commas, wildcards and predicates.</summary>
public static class Forms
{
    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Mechanisms { get; } = ["fentry", "fexit", "kprobe", "kretprobe"];
}
