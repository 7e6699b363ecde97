using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.SameHook;

[Suite("same-hook"), TestFixtureSource(typeof(Targets))]
public sealed class ScriptOrder(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(1), Case("{mechanism}/hrtimer_nanosleep/{probes:probe}/{threads:thread}")]
    public async Task Probes_on_one_hook_fire_in_script_order([Mechanisms] string mechanism, [Values(2, 3, 8, 32)] int probes, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.OneHook(mechanism, Hooks.HrtimerNanosleep, probes), threads);
        trace.Should().FireInScriptOrder();
    }
}
