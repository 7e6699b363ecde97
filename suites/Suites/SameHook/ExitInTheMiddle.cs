using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.SameHook;

[Suite("same-hook"), TestFixtureSource(typeof(Targets))]
public sealed class ExitInTheMiddle(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(26), Case("{pair}/exit-in-the-middle")]
    public async Task Later_probes_of_the_invocation_that_exits_behave_the_same_under_both_mechanisms([Pairs(OnQuietHooks = true)] Pair pair)
    {
        var subject = await Measure(Scripts.Exit(pair.Subject, Target), Workloads.For(pair.Subject.Workload), threads: 1);
        var partner = await Measure(Scripts.Exit(pair.Partner, Target), Workloads.For(pair.Partner.Workload), threads: 1);
        subject.Should().ExitLike(partner);
    }
}
