using Conformance.Harness.Runs;
using NUnit.Framework.Internal;

namespace Conformance.Suites.Running;

/// <summary>
/// What NUnit runs around all cases of one target: its cases stay on one worker, one after the other, while other lanes run beside it, and its
/// machines end with its last case. Only <see cref="LaneAssemblyBuilder"/> makes these; on its own NUnit sees no test in it.
/// </summary>
[SingleThreaded, Parallelizable(ParallelScope.Self)]
public sealed class LaneFixture(Target target)
{
    /// <summary>Ends the lane's machines.</summary>
    [OneTimeTearDown]
    public Task End() => ConformanceRun.Current.EndLaneAsync(target);

    /// <summary>The suite of a lane, with its fixtures inside.</summary>
    internal static TestSuite Around(Target target, IEnumerable<TestSuite> fixtures)
    {
        var lane = new TestFixture(new TypeWrapper(typeof(LaneFixture)), [target]) { Name = target.ToString() };
        lane.Properties.Set(PropertyNames.ParallelScope, ParallelScope.Self);
        foreach (var fixture in fixtures)
            lane.Add(fixture);
        return lane;
    }
}
