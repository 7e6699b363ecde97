using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.SameHook;

[Suite("same-hook"), TestFixtureSource(typeof(Targets))]
public sealed class UncalledProbes(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(5), Case("begin+end+{attachPoint}")]
    public async Task Begin_and_end_enclose_everything_and_probes_that_fall_due_together_keep_script_order(
        [Values("interval:ms:20", "profile:hz:99", "software:cpu-clock:5000000")] string attachPoint)
    {
        var trace = await Measure(Scripts.Uncalled(attachPoint), Workloads.One(Workloads.Nanosleep, ("times", 30), ("interval_us", 5000)));
        trace.Should().KeepBeginAndEndOutermostAndTimersInScriptOrder();
    }
}
