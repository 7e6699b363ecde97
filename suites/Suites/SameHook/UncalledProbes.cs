using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.SameHook;

[Suite("same-hook"), TestFixtureSource(typeof(Targets))]
public sealed class UncalledProbes(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(5), Case("begin+end")]
    public Task Begin_and_end_fire_once_in_script_order_before_and_after_everything() => BeginAndEnd(3);

    [Test, Invariant(5), Case("begin+end/one-of-each")]
    public Task One_begin_and_one_end_fire_before_and_after_everything() => BeginAndEnd(1);

    [Test, OurEngineOnly("Our engine joins probes that fall due together. Elsewhere each has a timer of its own, which begins when it is attached, so that they never do."), Invariant(5), Case("begin+end+{attachPoint}")]
    public async Task Begin_and_end_enclose_everything_and_probes_that_fall_due_together_keep_script_order(
        [Values("interval:ms:20", "profile:hz:99", "software:cpu-clock:5000000", "hardware:cpu-cycles:1000000", "iter:task")] string attachPoint)
    {
        var trace = await Measure(Scripts.Uncalled(attachPoint, 3), Workloads.One(Workloads.Nanosleep, ("times", 30), ("interval_us", 5000)));
        trace.Should().KeepBeginAndEndOutermostAndTimersInScriptOrder();
    }

    private async Task BeginAndEnd(int each)
    {
        var trace = await Measure(Scripts.Uncalled(Subjects.Of("kprobe").AttachPointOn(Target), each), Workloads.One(Workloads.Nanosleep, ("times", Workloads.Calls), ("interval_us", Workloads.IntervalMicroseconds)));
        trace.Should().KeepBeginAndEndOutermostAndTimersInScriptOrder();
    }
}
