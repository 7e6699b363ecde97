namespace Conformance.Protocol;

/// <summary>An experiment to make instead of running a script: what attaches, calls and detaches step by step in the guest.</summary>
/// <param name="Name">One of the agent's table (<c>detach-middle</c>).</param>
/// <param name="Mechanism">What it is about (<c>fexit</c>), or two joined by a plus sign.</param>
public sealed record ExperimentSpec(string Name, string Mechanism)
{
    /// <summary><c>detach-middle fexit</c></summary>
    public override string ToString() => $"{Name} {Mechanism}";
}

/// <summary>What an experiment saw.</summary>
/// <param name="Fact">Name of the behaviour (<c>order-after-detach</c>).</param>
/// <param name="Value">In words that can be compared between kernels (<c>kept</c>, <c>newest-first</c>, <c>E2BIG after 38</c>); no numbers that change from run to run.</param>
/// <param name="Steps">What was done and seen, in order: what the value stands on.</param>
public sealed record Observation(string Fact, string Value, IReadOnlyList<string> Steps);
