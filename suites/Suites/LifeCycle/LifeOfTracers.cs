using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.LifeCycle;

/// <summary>What tracers promise about their coming and going.</summary>
[Suite("life-cycle"), TestFixtureSource(typeof(Targets))]
public sealed class LifeOfTracers(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(9), Case("{mechanism}/two-tracers")]
    public async Task Two_tracers_on_one_hook_each_keep_their_order([Values("fentry", "fexit", "kprobe", "kretprobe", "tracepoint")] string mechanism) =>
        (await Try("two-tracers", mechanism)).Should().Answer(9);

    [Test, OurEngineOnly("A process of another tracer detaches by ending, and then nobody is left who could say that its probe fired."), Invariant(23), Case("{mechanism}/detached-mid-call")]
    public async Task A_return_probe_detached_during_a_call_stays_silent([Values("fexit", "kretprobe", "kretprobe.multi")] string mechanism) =>
        (await Try("mid-call", mechanism)).Should().Answer(23);

    [Test, Invariant(25), Case("{mechanism}/killed")]
    public async Task A_killed_tracer_leaves_nothing_behind([Values("fentry", "fexit", "kprobe", "kretprobe", "kprobe.multi", "uprobe", "tracepoint", "rawtracepoint")] string mechanism) =>
        (await Try("killed-tracer", mechanism)).Should().Answer(25);
}
