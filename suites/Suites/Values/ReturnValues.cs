using Conformance.Harness.Runs;
using Conformance.Protocol;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.Values;

[Suite("values"), TestFixtureSource(typeof(Targets))]
public sealed class ReturnValues(Target target) : ConformanceFixture(target)
{
    /// <summary>Functions that return what their caller gets, each with calls that succeed and calls that fail.</summary>
    private static readonly Dictionary<string, IReadOnlyList<WorkloadSpec>> s_calls = new()
    {
        [Hooks.SysNanosleep] = Workloads.SleepsAndFailures,
        [Hooks.SysGetpgid] = Workloads.For(Workloads.Getpgid, ("esrch", 2)),
        [Hooks.SysUmask] = Workloads.For(Workloads.Umask),
        [Hooks.VfsRead] = Workloads.For(Workloads.Read, ("ebadf", 2)),
        [Hooks.VfsWrite] = Workloads.For(Workloads.Write, ("ebadf", 2)),
        [Hooks.DoSysOpen] = Workloads.For(Workloads.Open, ("enoent", 2)),
    };

    private static IEnumerable<string> Calls => s_calls.Keys;

    [Test, Invariant(15), Case("fexit+kretprobe/{hook}/{threads:thread}")]
    public async Task Both_exits_see_the_return_value_that_the_workload_saw_errors_included([ValueSource(nameof(Calls))] string hook, [Values(1, 4)] int threads)
    {
        var trace = await Measure(Scripts.ReturnValues(hook, "fexit", "kretprobe"), s_calls[hook], threads);
        trace.Should().ReturnWhatTheWorkloadSaw();
    }

    [Test, Invariant(15), Case("fexit+kretprobe/{hook}/interrupted")]
    public async Task Both_exits_see_an_interrupted_call_as_one([Values(Hooks.SysNanosleep, Hooks.HrtimerNanosleep)] string hook)
    {
        var trace = await Measure(Scripts.ReturnValues(hook, "fexit", "kretprobe"), Workloads.One(Workloads.Interrupted, ("times", Workloads.Calls)));
        trace.Should().ReturnWhatTheWorkloadSaw();
    }
}
