using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.SameHook;

[Suite("same-hook"), TestFixtureSource(typeof(Targets))]
public sealed class PairAgreement(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(2), Case("{pair}/{probes:probe}/{threads:thread}")]
    public async Task Both_mechanisms_of_a_pair_see_the_same_order([Pairs] Pair pair, [Values(2, 3, 8, 32)] int probes, [Values(1, 4)] int threads)
    {
        var subject = await Measure(Scripts.OneHook(pair.Subject, Target, probes), Workloads.For(pair.Subject.Workload), threads);
        var partner = await Measure(Scripts.OneHook(pair.Partner, Target, probes), Workloads.For(pair.Partner.Workload), threads);
        subject.Should().AgreeWith(partner);
    }
}
