using Conformance.Harness.Results;
using Conformance.Harness.Runs;

namespace Conformance.Cli.Progress;

/// <summary>For pipes and CI logs: a line when a lane enters a phase, a line for each result that is not a pass, a line when a lane ends.</summary>
public sealed class PlainProgress(TextWriter output) : RunProgress
{
    /// <inheritdoc/>
    protected override void ShowPlan(IReadOnlyList<LaneStatus> lanes) =>
        output.WriteLine($"plan: {lanes.Sum(l => l.Total)} cases on {lanes.Count} {(lanes.Count == 1 ? "target" : "targets")}");

    /// <inheritdoc/>
    protected override void ShowPhase(LaneStatus lane, bool entered)
    {
        if (lane.Phase is LanePhase.Ended)
            output.WriteLine($"{lane.Target}: {lane.Done} of {lane.Total} cases: {lane.Outcomes()}");
        else if (entered || lane.Phase is LanePhase.Fetching)
            output.WriteLine($"{lane.Target}: {Words.Of(lane.Phase)}{(lane.Detail.Length > 0 ? ": " + lane.Detail : "")}");
    }

    /// <inheritdoc/>
    protected override void ShowResult(LaneStatus lane, Result result)
    {
        if (result.Outcome is not Outcome.Pass)
            output.WriteLine($"{lane.Target}: {Words.Of(result.Outcome)}: {result.Case} [{result.Invariant}]{(result.Reason is { } reason ? ": " + reason : "")}");
    }
}
