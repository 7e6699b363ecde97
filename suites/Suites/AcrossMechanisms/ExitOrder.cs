using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.AcrossMechanisms;

[Suite("across-mechanisms"), TestFixtureSource(typeof(Targets))]
public sealed class ExitOrder(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(11), Case("{first}-attached-first/hrtimer_nanosleep/{threads:thread}")]
    public async Task A_fexit_runs_before_a_kretprobe_whichever_is_attached_first([Values("fexit", "kretprobe")] string first, [Values(1, 4)] int threads)
    {
        var second = first == "fexit" ? "kretprobe" : "fexit";
        var trace = await Measure(Scripts.Together(Hooks.HrtimerNanosleep, first, second).AttachedAsWritten(), threads);
        trace.Should().RunFexitsBeforeKretprobes();
    }
}
