using Conformance.Harness.Results;
using Conformance.Reports.Reading;

namespace Conformance.Reports.Model;

/// <summary>Everything a report is computed from, read once. Traces stay on disk until a format asks for them.</summary>
public sealed record ReportModel
{
    /// <summary>The directories, in the order given.</summary>
    public required IReadOnlyList<RunDirectory> Runs { get; init; }

    /// <summary>All results: kernels oldest first, then engine, machine, suite, invariant, case.</summary>
    public required IReadOnlyList<ReportedResult> Results { get; init; }

    /// <summary>All facts, without repetitions.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>What was missing or unreadable, in sentences.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Targets with results and targets of the plan that could not run.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }

    /// <summary>Kernel x engine x machine that could not run at all.</summary>
    public required IReadOnlyList<TargetInfo> Problems { get; init; }

    /// <summary>Kernels, oldest first.</summary>
    public IReadOnlyList<string> Kernels => [.. Targets.Select(t => t.Kernel).Distinct()];

    /// <summary>How many results were planned, 0 if unknown.</summary>
    public int Planned => Runs.Sum(r => r.Info?.Planned ?? 0);

    /// <summary>Whether a run was stopped before its end, by Ctrl-C or by a kill.</summary>
    public bool IsIncomplete => Runs.Any(r => r.Info is { Interrupted: true } or { Ended: null });

    /// <summary>How many results have each outcome; outcomes that did not occur count 0.</summary>
    public IReadOnlyDictionary<Outcome, int> Counts
    {
        get
        {
            var counts = Outcomes.BySeverity.ToDictionary(o => o, _ => 0);
            foreach (var result in Results) counts[result.Outcome]++;
            return counts;
        }
    }
}
