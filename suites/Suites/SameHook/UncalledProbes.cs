using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.SameHook;

/// <summary>Asked of our engine only. It joins probes that fall due together; elsewhere each has a timer of its own, which begins when it is attached, so that they never do, and bpftrace before 0.24 takes one begin and one end.</summary>
[Suite("same-hook"), TestFixtureSource(typeof(Targets)), OurEngineOnly]
public sealed class UncalledProbes(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(5), Case("begin+end")]
    public async Task Begin_and_end_fire_once_in_script_order_before_and_after_everything()
    {
        var trace = await Measure(Scripts.Uncalled(Subjects.Of("kprobe").AttachPointOn(Target)), Workloads.One(Workloads.Nanosleep, ("times", Workloads.Calls), ("interval_us", Workloads.IntervalMicroseconds)));
        trace.Should().KeepBeginAndEndOutermostAndTimersInScriptOrder();
    }

    [Test, Invariant(5), Case("begin+end+{attachPoint}")]
    public async Task Begin_and_end_enclose_everything_and_probes_that_fall_due_together_keep_script_order(
        [Values("interval:ms:20", "profile:hz:99", "software:cpu-clock:5000000")] string attachPoint)
    {
        var trace = await Measure(Scripts.Uncalled(attachPoint), Workloads.One(Workloads.Nanosleep, ("times", 30), ("interval_us", 5000)));
        trace.Should().KeepBeginAndEndOutermostAndTimersInScriptOrder();
    }
}
