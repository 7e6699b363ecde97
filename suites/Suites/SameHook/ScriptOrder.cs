using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.SameHook;

[Suite("same-hook"), TestFixtureSource(typeof(Targets))]
public sealed class ScriptOrder(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(1), Case("{subject}/{probes:probe}/{threads:thread}")]
    public async Task Probes_on_one_hook_fire_in_script_order([Subjects] Subject subject, [Values(2, 3, 8, 32)] int probes, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.OneHook(subject, Target, probes), Workloads.For(subject.Workload), threads);
        trace.Should().FireInScriptOrder();
    }
}
