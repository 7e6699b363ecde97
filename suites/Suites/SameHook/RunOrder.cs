using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.SameHook;

[Suite("same-hook"), TestFixtureSource(typeof(Targets))]
public sealed class RunOrder(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(6), Case("{order}/hrtimer_nanosleep/attached-as-written/{threads:thread}")]
    public async Task The_kernel_shows_its_run_order_when_probes_are_attached_as_written([Values(Scripts.EntriesFirst, Scripts.ExitsFirst)] string order, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.AllMechanisms(Hooks.HrtimerNanosleep, order), threads);
        trace.Should().ShowItsRunOrder();
    }

    [Test, Invariant(6), Case("{subject}/attached-as-written/{threads:thread}")]
    public async Task The_kernel_shows_its_run_order([Subjects] Subject subject, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.AsWritten(subject, Target), Workloads.For(subject.Workload), threads);
        trace.Should().ShowItsRunOrder();
    }
}
