using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.Values;

[Suite("values"), TestFixtureSource(typeof(Targets))]
public sealed class ReturnValues(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(15), Case("fexit+kretprobe/hrtimer_nanosleep/{threads:thread}")]
    public async Task Both_exits_see_the_return_value_that_the_workload_saw([Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.ReturnValues(Hooks.HrtimerNanosleep, "fexit", "kretprobe"), threads);
        trace.Should().ReturnWhatTheWorkloadSaw();
    }
}
