using Conformance.Engine;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Mechanisms;

/// <summary>Every mechanism of the engine on an old kernel and a new one, where the kernels of most machines that run tests would refuse: one guest a kernel, shared by all tests.</summary>
[TestFixture("5.10")]
[TestFixture("7.3")]
[CancelAfter(180_000)]
public class MechanismsOnKernels(string series) : MechanismGuest(series)
{

    [TestCase($"fentry:{Function} {{ printf(\"%s %s\\n\", probe, func) }}", $"fentry:vmlinux:{Function} {Function}\n")]
    [TestCase($"fexit:vmlinux:{Function} {{ printf(\"%d \", retval >= 0) }}", "1 ")]
    [TestCase($"kprobe:{Function} {{ printf(\"%s %d\\n\", probe, arg0 != 0) }}", $"kprobe:{Function} 1\n")]
    [TestCase($"kprobe:{Function}+0 {{ printf(\"%s\\n\", probe) }}", $"kprobe:{Function}+0\n")]
    [TestCase($"kretprobe:{Function} {{ printf(\"%d \", retval >= 0) }}", "1 ")]
    [TestCase("tp_btf:sys_enter { if (args.id == 121) { printf(\"%d \", args.regs != 0) } }", "1 ")]
    [TestCase("rawtracepoint:sys_enter { if (arg1 == 121) { printf(\"%s\\n\", probe) } }", "rawtracepoint:vmlinux:sys_enter\n")]
    [TestCase("tracepoint:syscalls:sys_exit_getpgid { printf(\"%d \", args.ret >= 0) }", "1 ")]
    public async Task A_probe_fires_once_a_call(string script, string once, CancellationToken cancellationToken)
    {
        var result = await Run(script, cancellationToken);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().Be(string.Concat(once, once, once));
    }

    [TestCase("uprobe:/proc/self/exe:conformance_function { printf(\"%s %d \", func, arg0) }", "conformance_function 0 conformance_function 1 ")]
    [TestCase("uretprobe:/proc/self/exe:conformance_function { printf(\"%d \", retval) }", "1 4 ")]
    [TestCase("uprobe:/proc/self/exe:conformance_func* { printf(\"%d \", arg0) } uprobe:/proc/self/exe:conformance_function { printf(\"b \") }", "0 b 1 b ")]
    public async Task A_function_of_a_process_is_seen(string script, string expected, CancellationToken cancellationToken)
    {
        var result = await Run(script, cancellationToken, "function", ("times", 2));

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().Be(expected);
    }

    [Test]
    public async Task A_system_call_has_the_members_that_its_record_holds(CancellationToken cancellationToken)
    {
        // Kernels from 6.19 on describe one more, the text that filename leads to, and it is not there.
        var result = await Run("tracepoint:syscalls:sys_enter_openat { print(args) }", cancellationToken, "open", ("times", 1));

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().MatchRegex(@"^(\{ \.__syscall_nr = 257, \.dfd = \d+, \.filename = 0x[0-9a-f]+, \.flags = \d+, \.mode = \d+ \}\n)+$");
    }

    [Test]
    public async Task A_security_hook_may_be_modified_and_is_left_as_it_was(CancellationToken cancellationToken)
    {
        // Others in the guest open files too.
        var result = await Run("fmod_ret:security_file_open { @opens++ }", cancellationToken, "open", ("times", 3));

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().MatchRegex("^@opens: ([3-9]|[1-9][0-9])");
        result.Workloads[0].Threads[0].Returned.Should().OnlyContain(answer => answer >= 0);
    }

    // A workload of three calls; a session runs twice in each.
    [TestCase("kprobe.multi", "kprobe", "1 ", "arg0 != 0")]
    [TestCase("kretprobe.multi", "kretprobe", "1 ", "retval >= 0")]
    [TestCase("kprobe.session", "kprobe", "0 1 ", "session_is_return")]
    [TestCase("fsession", "fexit", "10 11 ", "args.regs != 0 ? 10 + session_is_return : 0")]
    [TestCase("fentry.multi", "fentry", "1 ", "args.regs != 0 && arg0 == (uint64)args.regs")]
    [TestCase("fexit.multi", "fexit", "1 ", "args.regs != 0 && retval >= 0")]
    [TestCase("fsession.multi", "fexit", "0 1 ", "args.regs != 0 ? session_is_return : 7")]
    public async Task A_link_of_newer_kernels_fires_or_the_kernel_is_said_to_lack_it(string mechanism, string instead, string once, string value, CancellationToken cancellationToken)
    {
        var result = await Run($"{mechanism}:{Function} {{ printf(\"%d \", {value}) }}", cancellationToken);

        Judge(result, mechanism, instead, string.Concat(once, once, once));
    }

    [TestCase("uprobe.multi", "uprobe", "0 1 ", "arg0")]
    [TestCase("uretprobe.multi", "uretprobe", "1 4 ", "retval")]
    [TestCase("uprobe.session", "uprobe", "0 11 1 14 ", "session_is_return ? 10 + retval : arg0")]
    public async Task A_link_of_newer_kernels_sees_a_function_of_a_process(string mechanism, string instead, string expected, string value, CancellationToken cancellationToken)
    {
        var result = await Run($"{mechanism}:/proc/self/exe:conformance_function {{ printf(\"%d \", {value}) }}", cancellationToken, "function", ("times", 2));

        Judge(result, mechanism, instead, expected);
    }

    private void Judge(JobResult result, string mechanism, string instead, string expected)
    {
        if (Machine.Hello.Features.Single(f => f.Name == mechanism).Available)
        {
            Series.Should().NotBe("5.10", "that kernel is older than the mechanism");
            result.Status.Should().Be(JobStatus.Completed, result.Message);
            Text(result).Should().Be(expected);
        }
        else
        {
            Series.Should().Be("5.10", "the other kernel is younger than the mechanism");
            (result.Status, result.Feature).Should().Be((JobStatus.Unsupported, mechanism));
            result.Message.Should().Contain($"this kernel does not offer {mechanism}").And.Contain($"Use {instead} ");
        }
    }

    [TestCase("kprobe")]
    [TestCase("kretprobe")]
    [TestCase("fentry")]
    [TestCase("fexit")]
    public async Task Wildcards_that_overlap_a_name_keep_the_order_of_the_script(string mechanism, CancellationToken cancellationToken)
    {
        var result = await Run(
            $"{mechanism}:__x64_sys_getpg* {{ if (func == \"{Function}\") {{ printf(\"a\") }} }} {mechanism}:{Function} {{ printf(\"b\") }} {mechanism}:__x64_sys_*etpgid {{ if (func == \"{Function}\") {{ printf(\"c\") }} }}",
            cancellationToken);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().Be("abcabcabc");
    }

    [Test]
    public async Task Many_functions_of_a_wildcard_are_attached(CancellationToken cancellationToken)
    {
        var result = await Run("kprobe:__x64_sys_get* { @calls++ }", cancellationToken);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        result.Probes.Count.Should().BeGreaterThan(20);
        result.AttachSequence.Should().BeEquivalentTo(result.Probes.Select(p => p.Index));
        Text(result).Should().MatchRegex("^@calls: [1-9]");
    }

    [Test]
    public async Task Each_hook_of_a_wildcard_knows_its_own_name(CancellationToken cancellationToken)
    {
        var result = await Run($"kprobe:__x64_sys_getp* {{ if (func == \"{Function}\") {{ @seen[func, probe] = count() }} }}", cancellationToken);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().Be($"@seen[{Function}, kprobe:{Function}]: 3\n");
    }

    [Test]
    public async Task An_iterator_sees_every_object_once_and_nothing_that_is_none(CancellationToken cancellationToken)
    {
        var result = await Run("begin { printf(\"first \") } iter:task { @tasks++; if (args.task == 0 || ctx->task != args.task || ctx->task->pid != args.task->pid) { printf(\"none\") } }", cancellationToken);

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().MatchRegex("^first @tasks: [1-9][0-9]");
    }

    [Test]
    public async Task Memory_of_the_kernel_is_watched(CancellationToken cancellationToken)
    {
        var result = await Run("watchpoint:jiffies:8:w { @ticks++ }", cancellationToken, "nanosleep", ("times", 20), ("interval_us", 10_000));

        result.Status.Should().Be(JobStatus.Completed, result.Message);
        Text(result).Should().MatchRegex("^@ticks: [1-9]");
    }

    [TestCase("kprobe:no_such_function { }", "function:no_such_function", "this kernel has no function of that name")]
    [TestCase("fmod_ret:vfs_read { }", "function:vfs_read", "only security hooks and functions marked for error injection")]
    [TestCase("hardware:cycles:1000000 { }", "hardware", "no such hardware counter")]
    [TestCase("rawtracepoint:no_such { }", null, "this kernel has no tracepoint no_such")]
    [TestCase($"kprobe:{Function}+1 {{ }}", null, "no instruction begins at that offset")]
    [TestCase("kprobe:no_such* { }", null, "no function of this kernel matches")]
    public async Task What_the_kernel_has_not_is_one_sentence(string script, string? feature, string sentence, CancellationToken cancellationToken)
    {
        var result = await Run(script, cancellationToken);

        result.Status.Should().NotBe(JobStatus.Completed).And.NotBe(JobStatus.EngineCrash);
        result.Message.Should().Contain(sentence);
        if (feature is not null)
            (result.Status, result.Feature).Should().Be((JobStatus.Unsupported, feature));
    }

    private Task<JobResult> Run(string script, CancellationToken cancellationToken) => Run(script, cancellationToken, "getpgid", ("times", 3), ("esrch", 0));

    private Task<JobResult> Run(string script, CancellationToken cancellationToken, string workload, params (string Name, long Value)[] parameters) =>
        Run(script, cancellationToken, new EngineOptions(), workload, parameters);
}
