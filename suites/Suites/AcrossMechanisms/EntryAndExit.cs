using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.AcrossMechanisms;

[Suite("across-mechanisms"), TestFixtureSource(typeof(Targets))]
public sealed class EntryAndExit(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(14), Case("{order}/hrtimer_nanosleep/{threads:thread}")]
    public async Task Every_call_enters_before_it_exits_and_does_both([Values(Scripts.EntriesFirst, Scripts.ExitsFirst)] string order, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.AllMechanisms(Hooks.HrtimerNanosleep, order), threads);
        trace.Should().EnterBeforeItExits();
    }
}
