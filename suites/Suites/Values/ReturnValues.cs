using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.Values;

[Suite("values"), TestFixtureSource(typeof(Targets))]
public sealed class ReturnValues(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(15), Case("fexit+kretprobe/__x64_sys_nanosleep/{threads:thread}")]
    public async Task Both_exits_see_the_return_value_that_the_workload_saw_errors_included([Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.ReturnValues(Hooks.SysNanosleep, "fexit", "kretprobe"), Workloads.SleepsAndFailures, threads);
        trace.Should().ReturnWhatTheWorkloadSaw();
    }
}
