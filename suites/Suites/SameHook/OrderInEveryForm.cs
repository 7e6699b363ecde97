using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.SameHook;

[Suite("same-hook"), TestFixtureSource(typeof(Targets))]
public sealed class OrderInEveryForm(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(3), Case("{mechanism}/commas/{threads:thread}")]
    public async Task Clauses_on_several_hooks_fire_in_script_order_on_each([ValueSource(typeof(Forms), nameof(Forms.Mechanisms))] string mechanism, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.Commas(mechanism), threads);
        trace.Should().FireInScriptOrderHoweverWritten();
    }

    [Test, Invariant(3), Case("{mechanism}/wildcards/{threads:thread}")]
    public async Task Wildcards_and_exact_names_of_one_hook_fire_in_script_order([ValueSource(typeof(Forms), nameof(Forms.Mechanisms))] string mechanism, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.Wildcards(mechanism), threads);
        trace.Should().FireInScriptOrderHoweverWritten();
    }

    [Test, Invariant(3), Case("{mechanism}/predicates/{threads:thread}")]
    public async Task Probes_that_a_predicate_leaves_out_do_not_change_the_order_of_the_others([ValueSource(typeof(Forms), nameof(Forms.Mechanisms))] string mechanism, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.Predicates(mechanism), threads);
        trace.Should().FireInScriptOrderHoweverWritten(fires: (probe, invocation) => probe.Index % 2 == 0 || invocation.ThreadId % 2 == 0);
    }
}
