using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using Conformance.Suites.Writing;

namespace Conformance.Suites.Facts;

/// <summary>Facts that experiments find out on each kernel. They are recorded and compared, not judged.</summary>
[Suite("facts"), TestFixtureSource(typeof(Targets))]
public sealed class KernelFacts(Target target) : ConformanceFixture(target)
{
    private static readonly string[] s_all = ["fentry", "fexit", "kprobe", "kretprobe", "kprobe.multi", "kretprobe.multi", "uprobe", "uretprobe", "tracepoint", "rawtracepoint"];
    private static readonly string[] s_returns = ["fexit", "kretprobe", "kretprobe.multi"];

    [Test, Invariant(7), Case("{mechanism}/ordering-step")]
    public async Task A_step_of_attaching_fixes_the_order([Values("kprobe", "kretprobe", "uprobe", "uretprobe", "tracepoint", "software")] string mechanism) =>
        (await Try("ordering-step", mechanism)).Should().Answer(7);

    [Test, Invariant(8), Case("{mechanism}/detach-middle")]
    public async Task The_middle_probe_is_detached_and_attached_again([ValueSource(nameof(s_all))] string mechanism) =>
        (await Try("detach-middle", mechanism)).Should().Answer(8);

    [Test, Invariant(12), Case("{mechanisms}/order-across")]
    public async Task Two_mechanisms_on_one_hook_have_an_order(
        [Values("kprobe+kprobe.multi", "kretprobe+kretprobe.multi", "kprobe+kprobe.session", "kprobe.multi+kprobe.session", "tracepoint+rawtracepoint", "rawtracepoint+tp_btf", "fentry+kprobe", "fexit+kretprobe")] string mechanisms) =>
        (await Try("order-across", mechanisms)).Should().Answer(12);

    [Test, OurEngineOnly("Other tracers of the language have no fmod_ret."), Invariant(13), Case("fmod_ret/security_task_getpgid")]
    public async Task A_fmod_ret_runs_between_entry_and_body_and_can_skip_it() =>
        (await Try("fmod-ret", "fmod_ret")).Should().Answer(13);

    [Test, Invariant(19), Case("{outer}+{inner}/nested")]
    public async Task A_probe_inside_a_running_probe_runs_or_is_skipped([Values("fentry", "kprobe", "kprobe.multi", "tracepoint", "rawtracepoint")] string outer, [Values("fentry", "kprobe", "kprobe.multi")] string inner) =>
        (await Try("nested-probes", $"{outer}+{inner}")).Should().Answer(19);

    [Test, Invariant(20), Case("{mechanism}/64-sleepers")]
    public async Task A_return_probe_sees_many_sleepers_return_or_not([ValueSource(nameof(s_returns))] string mechanism) =>
        (await Try("concurrent-returns", mechanism)).Should().Answer(20);

    [Test, Invariant(20), ManyCpus, Case("{mechanism}/64-sleepers/many-cpus")]
    public async Task A_return_probe_sees_many_sleepers_return_or_not_whatever_processor_they_sleep_on([ValueSource(nameof(s_returns))] string mechanism) =>
        (await Try("concurrent-returns", mechanism)).Should().Answer(20);

    [Test, Invariant(21), Case("{mechanism}/one-too-many")]
    public async Task A_hook_takes_so_many_programs([ValueSource(nameof(s_all))] string mechanism) =>
        (await Try("programs-per-hook", mechanism)).Should().Answer(21);

    [Test, Invariant(22), Case("{mechanism}/mid-call")]
    public async Task A_return_probe_comes_and_goes_during_a_call([ValueSource(nameof(s_returns))] string mechanism) =>
        (await Try("mid-call", mechanism)).Should().Answer(22);

    [Test, Invariant(24), Case("{mechanism}/attached-twice")]
    public async Task A_program_is_attached_twice([ValueSource(nameof(s_all))] string mechanism) =>
        (await Try("attached-twice", mechanism)).Should().Answer(24);

    [Test, Invariant(27), Case("{mechanism}/recursion")]
    public async Task A_probe_calls_its_own_hook([Values("fentry", "fexit", "kprobe", "kretprobe", "kprobe.multi")] string mechanism) =>
        (await TryAlone("recursion", mechanism)).Should().Answer(27);
}
