using Conformance.Harness.Runs;
using NUnit.Framework.Internal;

namespace Conformance.Suites.Running;

/// <summary>What NUnit runs around all cases of one round of a repeated run: they share measurements with each other, and none with the round before. Only <see cref="LaneAssemblyBuilder"/> makes these.</summary>
[SingleThreaded]
public sealed class RoundFixture(Target target, int round)
{
    /// <summary>Begins the round.</summary>
    [OneTimeSetUp]
    public Task Begin() => ConformanceRun.Current.LaneOf(target).BeginRoundAsync(round, ConformanceRun.Current.Cancellation);

    /// <summary>The suite of a round, with its fixtures inside.</summary>
    internal static TestSuite Around(Target target, int round, IEnumerable<TestSuite> fixtures)
    {
        var suite = new TestFixture(new TypeWrapper(typeof(RoundFixture)), [target, round]) { Name = $"round {round}" };
        foreach (var fixture in fixtures)
            suite.Add(fixture);
        return suite;
    }
}
