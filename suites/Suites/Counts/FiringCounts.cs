using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.Counts;

[Suite("counts"), TestFixtureSource(typeof(Targets))]
public sealed class FiringCounts(Target target) : ConformanceFixture(target)
{
    [Test, Invariant(17), Case("{subject}/{probes:probe}/{threads:thread}")]
    public async Task Every_probe_fires_once_for_each_call_of_the_workload([Subjects] Subject subject, [Values(2, 3, 8, 32)] int probes, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.OneHook(subject, Target, probes), Workloads.For(subject.Workload), threads);
        trace.Should().FireAsOftenAsTheWorkloadCalled();
    }

    [Test, Invariant(17), ManyCpus, Case("{subject}/{probes:probe}/4-threads/many-cpus")]
    public async Task Every_probe_fires_once_for_each_call_on_whatever_processor_it_is_made(
        [Subjects("fentry", "fexit", "kprobe", "kretprobe", "uprobe", "tracepoint")] Subject subject, [Values(2)] int probes)
    {
        var trace = await Measure(Scripts.OneHook(subject, Target, probes), Workloads.For(subject.Workload), threads: 4);
        trace.Should().FireAsOftenAsTheWorkloadCalled();
    }
}
