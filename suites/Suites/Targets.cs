using System.Collections;
using Conformance.Harness.Runs;

namespace Conformance.Suites;

/// <summary>The targets of the current run, for <c>[TestFixtureSource(typeof(Targets))]</c>; those of the configuration where no run is open yet (an IDE that lists tests).</summary>
public sealed class Targets : IEnumerable
{
    /// <inheritdoc/>
    public IEnumerator GetEnumerator() =>
        (ConformanceRun.HasCurrent ? ConformanceRun.Current.Targets : Target.AllOf(RunSetUp.ReadConfiguration())).GetEnumerator();
}
