using Conformance.Harness.Results;

namespace Conformance.Harness.Invariants;

/// <summary>What became of judging.</summary>
public enum VerdictKind
{
    /// <summary>Every invocation satisfies the invariant.</summary>
    Holds,

    /// <summary>At least one does not.</summary>
    Broken,

    /// <summary>The traces do not allow a verdict; never a pass.</summary>
    NotJudged,
}

/// <summary>A judgement with what it stands on.</summary>
/// <param name="Judged">How much was judged (<c>25 invocations on 5 threads, 200 firings</c>).</param>
/// <param name="CounterExample">The first violation, for <see cref="VerdictKind.Broken"/>.</param>
/// <param name="Problem">Why nothing could be judged, for <see cref="VerdictKind.NotJudged"/>.</param>
/// <param name="Findings">What a fact-finding invariant found out.</param>
public sealed record Verdict(VerdictKind Kind, string Judged, CounterExample? CounterExample, string? Problem, IReadOnlyList<Finding> Findings)
{
    /// <summary>It holds.</summary>
    public static Verdict Holds(string judged, params IReadOnlyList<Finding> findings) => new(VerdictKind.Holds, judged, null, null, findings);

    /// <summary>It is broken.</summary>
    public static Verdict Broken(string judged, CounterExample counterExample) => new(VerdictKind.Broken, judged, counterExample, null, []);

    /// <summary>No verdict.</summary>
    public static Verdict NotJudged(string judged, string problem) => new(VerdictKind.NotJudged, judged, null, problem, []);

    /// <summary>One sentence: the violation or the problem; how much was judged if all is well.</summary>
    public string Summary => CounterExample?.Message ?? Problem ?? Judged;
}

/// <summary>A fact without the kernel it belongs to.</summary>
/// <param name="Name">Name of the behaviour (<c>run-order</c>).</param>
public sealed record Finding(string Mechanism, string Name, string Value);
