using System.Runtime.InteropServices;

namespace Conformance.Engine.Tests.Probes;

/// <summary>Tracepoints of both kinds, on this machine.</summary>
public sealed partial class TracepointProbeTests
{
    private static readonly string Mine = $"/pid == {Environment.ProcessId}/";

    [Test]
    public void A_tracepoint_reads_the_fields_of_its_record() =>
        LiveScript.Run($"tracepoint:syscalls:sys_enter_getpgid {Mine} {{ printf(\"%s %d\\n\", probe, args.pid) }}", () => GetProcessGroup(7)).Should().Be("tracepoint:syscalls:sys_enter_getpgid 7\n");

    [Test]
    public void What_a_system_call_answers_is_a_field_too() =>
        LiveScript.Run($"tracepoint:syscalls:sys_exit_getpgid {Mine} {{ printf(\"%d\\n\", args.ret) }}", () => GetProcessGroup(int.MaxValue)).Should().Be("-3\n");

    [Test]
    public void Texts_are_read_from_where_the_record_says_they_lie() =>
        LiveScript.Run("tracepoint:sched:sched_process_exec { printf(\"%s %d\\n\", args.filename, args.pid == pid) }", () => LiveScript.Start("/bin/true")).Should().Contain("/true 1\n");

    [Test]
    public void Arrays_in_the_record_are_texts_where_they_hold_characters() =>
        LiveScript.Run("tracepoint:sched:sched_process_exit { printf(\"[%s] \", args.comm) }", () => LiveScript.Start("/bin/true")).Should().Contain("[true] ");

    [Test]
    public void Numbers_in_an_array_are_its_elements() =>
        LiveScript.Run($"tracepoint:raw_syscalls:sys_enter {Mine} {{ if (args.id == 121) {{ printf(\"%d \", args.args[0]) }} }}", () => GetProcessGroup(9)).Should().Be("9 ");

    [Test]
    public void A_raw_tracepoint_has_the_arguments_of_the_kernels_own_call() =>
        LiveScript.Run($"rawtracepoint:sys_enter {Mine} {{ if (arg1 == 121) {{ printf(\"%s %d\\n\", probe, args.id) }} }}", () => GetProcessGroup(0)).Should().Be("rawtracepoint:vmlinux:sys_enter 121\n");

    [Test]
    public void Wildcards_take_all_that_fit_and_each_knows_its_own_name() =>
        LiveScript.Run($"tracepoint:syscalls:sys_*_getpgid {Mine} {{ printf(\"%s\\n\", probe) }}", () => GetProcessGroup(0))
            .Should().Be("tracepoint:syscalls:sys_enter_getpgid\ntracepoint:syscalls:sys_exit_getpgid\n");

    [TestCase("tracepoint:syscalls:sys_enter_getpgidd { }", "*no tracepoint syscalls:sys_enter_getpgidd*did you mean 'syscalls:sys_enter_getpgid'*")]
    [TestCase("tracepoint:sched { }", "*'sched' is no tracepoint*tracepoint:category:name*")]
    [TestCase("tracepoint:nothing:* { }", "*no tracepoint of this kernel matches 'nothing:*'*")]
    [TestCase("tracepoint:syscalls:sys_enter_getpgid { print(args.pidd) }", "*has no argument 'pidd'*did you mean 'pid'*")]
    public void A_mistake_is_named_with_its_remedy(string script, string expected)
    {
        Assume.That(LiveScript.Context.Hooks.Tracefs.MissingReason, Is.Null);
        FluentActions.Invoking(() => ScriptCompiler.Compile("live.bt", script, LiveScript.Context.Types, new EngineOptions())).Should().Throw<ScriptException>().WithMessage(expected);
    }

    [TestCase(MissingProbes.Error, null)]
    [TestCase(MissingProbes.Warn, 1)]
    [TestCase(MissingProbes.Ignore, 1)]
    public void What_is_missing_is_an_error_unless_the_script_says_otherwise(MissingProbes policy, int? probes)
    {
        Assume.That(LiveScript.Context.Hooks.Tracefs.MissingReason, Is.Null);
        var compile = () => ScriptCompiler.Compile("live.bt", "tracepoint:sched:nothing, begin { }", LiveScript.Context.Types, new EngineOptions { MissingProbes = policy });
        if (probes is { } count)
            compile().Probes.Should().HaveCount(count);
        else
            compile.Should().Throw<ScriptException>();
    }

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int GetProcessGroup(int process);
}
