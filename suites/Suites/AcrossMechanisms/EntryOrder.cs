using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.AcrossMechanisms;

[Suite("across-mechanisms"), TestFixtureSource(typeof(Targets))]
public sealed class EntryOrder(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(10), Case("{first}-attached-first/hrtimer_nanosleep/{threads:thread}")]
    public async Task A_kprobe_runs_before_a_fentry_whichever_is_attached_first([Values("kprobe", "fentry")] string first, [Values(1, 4)] int threads)
    {
        var second = first == "kprobe" ? "fentry" : "kprobe";
        var trace = await Measure(Scripts.Together(Hooks.HrtimerNanosleep, first, second).AttachedAsWritten(), threads);
        trace.Should().RunKprobesBeforeFentries();
    }
}
