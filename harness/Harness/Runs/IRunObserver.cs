using Conformance.Harness.Results;

namespace Conformance.Harness.Runs;

/// <summary>What a lane is doing.</summary>
public enum LanePhase
{
    /// <summary>Nothing yet.</summary>
    Waiting,

    /// <summary>Its kernel is found in the cache or downloaded.</summary>
    Fetching,

    /// <summary>Its machine starts.</summary>
    Booting,

    /// <summary>Cases run.</summary>
    Running,

    /// <summary>All its cases have ended.</summary>
    Ended,

    /// <summary>It cannot run any more; what is left ends as <c>error</c>.</summary>
    Broken,
}

/// <summary>Watches a run. Called from several threads at once; must be quick and must not throw.</summary>
public interface IRunObserver
{
    /// <summary>The plan stands.</summary>
    /// <param name="total">Cases of each target, those of a resumed run included.</param>
    /// <param name="done">Cases of each target that a resumed run already has.</param>
    void Planned(IReadOnlyList<Target> targets, IReadOnlyDictionary<Target, int> total, IReadOnlyDictionary<Target, int> done);

    /// <summary>A lane entered a phase, or has something new to say about it.</summary>
    /// <param name="detail">Short words (<c>downloading 6.12.107, 12 of 30 MB</c>), may be empty.</param>
    void Phase(Target target, LanePhase phase, string detail);

    /// <summary>A case ended; its result is on disk.</summary>
    void CaseEnded(Target target, Result result);
}

/// <summary>Watches nothing.</summary>
public sealed class SilentObserver : IRunObserver
{
    /// <inheritdoc/>
    public void Planned(IReadOnlyList<Target> targets, IReadOnlyDictionary<Target, int> total, IReadOnlyDictionary<Target, int> done)
    {
    }

    /// <inheritdoc/>
    public void Phase(Target target, LanePhase phase, string detail)
    {
    }

    /// <inheritdoc/>
    public void CaseEnded(Target target, Result result)
    {
    }
}
