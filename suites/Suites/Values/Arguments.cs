using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.Values;

[Suite("values"), TestFixtureSource(typeof(Targets))]
public sealed class Arguments(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(16), Case("fentry+fexit/hrtimer_nanosleep/{threads:thread}")]
    public async Task An_argument_is_the_same_at_exit_as_at_entry_and_what_the_workload_gave([Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.Arguments(Hooks.HrtimerNanosleep, "args.rqtp"), threads);
        trace.Should().SeeTheArgumentsThatTheWorkloadGave();
    }

    [Test, Invariant(16), Case("fentry+fexit/vfs_write/{threads:thread}")]
    public async Task The_size_of_a_write_is_the_same_at_exit_as_at_entry_and_what_the_workload_gave([Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.Arguments(Hooks.VfsWrite, "args.count"), Workloads.For(Workloads.Write), threads);
        trace.Should().SeeTheArgumentsThatTheWorkloadGave();
    }
}
