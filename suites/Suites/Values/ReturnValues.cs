using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.Values;

[Suite("values"), TestFixtureSource(typeof(Targets))]
public sealed class ReturnValues(Target target) : ConformanceFixture(target)
{
    private static IEnumerable<string> Called => Calls.All.Select(call => call.Hook);

    [Test, Invariant(15), Case("fexit+kretprobe/{hook}/{threads:thread}")]
    public async Task Both_exits_see_the_return_value_that_the_workload_saw_errors_included([ValueSource(nameof(Called))] string hook, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.ReturnValues(hook, Calls.Exits), Calls.All.Single(call => call.Hook == hook).Workloads, threads);
        trace.Should().ReturnWhatTheWorkloadSaw();
    }

    [Test, Invariant(15), Case("fexit+kretprobe/{hook}/interrupted")]
    public async Task Both_exits_see_an_interrupted_call_as_one([Values(Hooks.SysNanosleep, Hooks.HrtimerNanosleep)] string hook)
    {
        var trace = await Measure(Scripts.ReturnValues(hook, Calls.Exits), Workloads.One(Workloads.Interrupted, ("times", Workloads.Calls)));
        trace.Should().ReturnWhatTheWorkloadSaw();
    }
}
