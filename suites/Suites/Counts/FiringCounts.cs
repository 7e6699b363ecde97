using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.Counts;

[Suite("counts"), TestFixtureSource(typeof(Targets))]
public sealed class FiringCounts(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(17), ManyCpus, Case("{mechanism}/hrtimer_nanosleep/{probes:probe}/{threads:thread}")]
    public async Task Every_probe_fires_once_for_each_call_of_the_workload([Mechanisms] string mechanism, [Values(2, 3, 8, 32)] int probes, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.OneHook(mechanism, Hooks.HrtimerNanosleep, probes), threads);
        trace.Should().FireAsOftenAsTheWorkloadCalled();
    }
}
