using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.Counts;

[Suite("counts"), TestFixtureSource(typeof(Targets))]
public sealed class Losses(Target target) : ConformanceFixture(target)
{
    /// <summary>A page: the smallest ring buffer there is.</summary>
    private const int SmallestBuffer = 4096;

    [Test, Invariant(18), Case("{mechanism}/__x64_sys_getpgid/storm")]
    public async Task A_storm_into_a_small_buffer_loses_events_and_says_how_many([Values("fentry", "fexit", "kprobe", "kretprobe")] string mechanism)
    {
        var trace = await Measure(Scripts.Storm(mechanism, Hooks.SysGetpgid), Workloads.One(Workloads.Getpgid, ("times", 2000), ("fifo", 1)), SmallestBuffer);
        trace.Should().CountWhatItLost();
    }
}
