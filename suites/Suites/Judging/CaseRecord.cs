using Conformance.Harness.Invariants;
using Conformance.Harness.Runs;

namespace Conformance.Suites.Judging;

/// <summary>What a running case has done so far. Assertions and measurements find it by the flow of execution, so that tests read like sentences.</summary>
public sealed class CaseRecord
{
    private static readonly AsyncLocal<CaseRecord?> s_current = new();

    private readonly List<Measurement> _measurements = [];
    private readonly List<Verdict> _verdicts = [];

    /// <summary>The case that runs here, or <c>null</c> outside of one (in tests of the assertions).</summary>
    public static CaseRecord? Current
    {
        get => s_current.Value;
        internal set => s_current.Value = value;
    }

    /// <summary>CPUs that the case's machine must have.</summary>
    public int Cpus { get; init; } = 1;

    /// <summary>Measurements, in order.</summary>
    public IReadOnlyList<Measurement> Measurements => _measurements;

    /// <summary>Verdicts, in order.</summary>
    public IReadOnlyList<Verdict> Verdicts => _verdicts;

    /// <summary>A measurement was made for this case (or shared with it).</summary>
    public void Add(Measurement measurement) => _measurements.Add(measurement);

    /// <summary>An invariant was judged.</summary>
    public void Add(Verdict verdict) => _verdicts.Add(verdict);
}
