using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.AcrossMechanisms;

[Suite("across-mechanisms"), TestFixtureSource(typeof(Targets))]
public sealed class ExitOrder(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(11), Case("{order}/hrtimer_nanosleep/{threads:thread}")]
    public async Task A_fexit_runs_before_a_kretprobe_whichever_is_attached_first([Values(Scripts.EntriesFirst, Scripts.ExitsFirst)] string order, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.AllMechanisms(Hooks.HrtimerNanosleep, order), threads);
        trace.Should().RunFexitsBeforeKretprobes();
    }
}
