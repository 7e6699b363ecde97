using System.Globalization;
using Conformance.Harness.Results;
using Conformance.Harness.Runs;

namespace Conformance.Cli.Progress;

/// <summary>What the terminal shows of one lane; changed only under the lock of <see cref="RunProgress"/>.</summary>
public sealed class LaneStatus(Target target)
{
    /// <summary>Kernel, engine and machine.</summary>
    public Target Target { get; } = target;

    /// <summary>What it is doing.</summary>
    public LanePhase Phase { get; set; }

    /// <summary>Short words on it.</summary>
    public string Detail { get; set; } = "";

    /// <summary>Cases of this lane.</summary>
    public int Total { get; set; }

    /// <summary>Cases that have ended.</summary>
    public int Done { get; set; }

    /// <summary>How many ended with each outcome.</summary>
    public SortedDictionary<Outcome, int> Counts { get; } = [];

    /// <summary>The outcomes in words (<c>31 pass, 1 fail</c>).</summary>
    public string Outcomes() => string.Join(", ", Counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Value} {Words.Of(c.Key)}")));
}

/// <summary>Keeps the state of all lanes; a subclass shows it.</summary>
public abstract class RunProgress : IRunObserver
{
    private readonly Lock gate = new();
    private readonly List<LaneStatus> lanes = [];

    /// <inheritdoc/>
    public void Planned(IReadOnlyList<Target> targets, IReadOnlyDictionary<Target, int> total, IReadOnlyDictionary<Target, int> done)
    {
        lock (gate)
        {
            lanes.Clear();
            lanes.AddRange(targets.Select(t => new LaneStatus(t) { Total = total.GetValueOrDefault(t), Done = done.GetValueOrDefault(t) }));
            ShowPlan(lanes);
        }
    }

    /// <inheritdoc/>
    public void Phase(Target target, LanePhase phase, string detail)
    {
        lock (gate)
        {
            var lane = Lane(target);
            var entered = lane.Phase != phase;
            (lane.Phase, lane.Detail) = (phase, detail);
            ShowPhase(lane, entered);
        }
    }

    /// <inheritdoc/>
    public void CaseEnded(Target target, Result result)
    {
        lock (gate)
        {
            var lane = Lane(target);
            lane.Done++;
            lane.Counts[result.Outcome] = lane.Counts.GetValueOrDefault(result.Outcome) + 1;
            ShowResult(lane, result);
        }
    }

    /// <summary>Runs an action on the lanes while no event can change them.</summary>
    protected void WithLanes(Action<IReadOnlyList<LaneStatus>> action)
    {
        lock (gate)
            action(lanes);
    }

    /// <summary>The plan stands.</summary>
    protected abstract void ShowPlan(IReadOnlyList<LaneStatus> lanes);

    /// <summary>A lane entered a phase, or said more about it.</summary>
    protected abstract void ShowPhase(LaneStatus lane, bool entered);

    /// <summary>A case ended.</summary>
    protected abstract void ShowResult(LaneStatus lane, Result result);

    private LaneStatus Lane(Target target)
    {
        var lane = lanes.Find(l => l.Target == target);
        if (lane is null)
            lanes.Add(lane = new LaneStatus(target));
        return lane;
    }
}
