using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.SameHook;

[Suite("same-hook"), TestFixtureSource(typeof(Targets))]
public sealed class MapWrites(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(4), Case("{subject}/{probes:probe}/{threads:thread}")]
    public async Task A_probe_reads_what_the_probe_before_it_wrote_to_a_map([Subjects] Subject subject, [Values(2, 3, 8, 32)] int probes, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.OneHook(subject, Target, probes), Workloads.For(subject.Workload), threads);
        trace.Should().ReadWhatEarlierProbesWrote();
    }
}
