using Conformance.Engine.Kernel;

namespace Conformance.Engine.Tests.Probes;

/// <summary>What attach points mean, on a recorded kernel.</summary>
public sealed class PlaceTests
{
    [TestCase("kprobe:vfs_read+4 { }", "kprobe:vfs_read+4")]
    [TestCase("kprobe:vfs_read+0x10 { }", "kprobe:vfs_read+16")]
    [TestCase("kprobe:btrfs:open { }", "kprobe:btrfs:open")]
    [TestCase("kprobe:vmlinux:vfs_read { }", "kprobe:vfs_read")]
    [TestCase("kprobe:0xffffffff81000000 { }", "kprobe:0xffffffff81000000")]
    [TestCase("kprobe.multi:vfs_re* { }", "kprobe.multi:vfs_read", "kprobe.multi:vfs_readv")]
    [TestCase("interval:s:1 { }", "interval:s:1")]
    [TestCase("i:100ms { }", "interval:ms:100")]
    [TestCase("profile:hz:99 { }", "profile:hz:99")]
    [TestCase("p:1s { }", "profile:s:1")]
    [TestCase("interval:5000000 { }", "interval:us:5000")]
    [TestCase("software:faults:100 { }", "software:faults:100")]
    [TestCase("s:cs { }", "software:cs:")]
    [TestCase("h:cycles:1e6 { }", "hardware:cycles:1000000")]
    [TestCase("watchpoint:0x1000:8:rw { }", "watchpoint:0x1000:8:rw")]
    [TestCase("aw:0x1000:4:x { }", "watchpoint:0x1000:4:x")]
    [TestCase("self:signal:SIGUSR1 { }", "self:signal:SIGUSR1")]
    [TestCase("rawtracepoint:anything { }")]
    public void Each_mechanism_reads_its_own(string script, params string[] points)
    {
        if (points.Length == 0)
            Error(script).Should().Contain("this kernel has no tracepoint anything");
        else
            Compile(script).Probes.Select(p => p.Target.AttachPoint).Should().Equal(points);
    }

    [TestCase("interval:s:0 { }", "must be more than 0")]
    [TestCase("interval:99 { }", "faster than once a microsecond")]
    [TestCase("interval:weeks:1 { }", "has no unit 'weeks'")]
    [TestCase("interval:s { }", "'s' is no rate for interval")]
    [TestCase("profile:hz:9999999999999999999999 { }", "is no rate for profile")]
    [TestCase("interval:s:99999999999999 { }", "must be more than 0 and fit")]
    [TestCase("software:nothing:1 { }", "software has no event 'nothing'")]
    [TestCase("software:faults:0 { }", "'0' is no number of events")]
    [TestCase("watchpoint:0x1001:8:w { }", "0x1001 is not a multiple of 8")]
    [TestCase("watchpoint:0x1000:3:w { }", "cannot be 3 bytes long")]
    [TestCase("watchpoint:0x1000:8:q { }", "no mode 'q'")]
    [TestCase("watchpoint:0x1000 { }", "'0x1000' is no place for watchpoint")]
    [TestCase("kprobe:a:b:c { }", "'a:b:c' is no place for kprobe")]
    [TestCase("kretprobe:vfs_read+4 { }", "kretprobe cannot stand inside a function")]
    [TestCase("fentry:0x1000 { }", "'0x1000' is no place for fentry")]
    [TestCase("fentry:nomodule:f { }", "no module 'nomodule' is loaded")]
    [TestCase("fentry:bpf:no_program { }", "no BPF program with types has a function 'no_program'")]
    [TestCase("fmod_ret:bpf:prog { }", "fmod_ret does not reach BPF programs")]
    [TestCase("fentry:bpf:x:prog { }", "is no BPF program")]
    [TestCase("self:signal:SIGKILL { }", "does not listen to 'SIGKILL'")]
    [TestCase("iter:nothing { }", "this kernel has no iterator over 'nothing'")]
    [TestCase("iter:task:/sys/fs/bpf/x { }", "pinning an iterator is not supported")]
    [TestCase("kprobe:* { }", "more than 5 probes")]
    public void A_mistake_is_named(string script, string message) => Error(script).Should().Contain(message);

    [Test]
    public void A_kernel_without_types_says_what_for_it_needs_them()
    {
        foreach (var script in new[] { "tp_btf:sched_switch { }", "iter:task { }", "fentry:vfs_read { }" })
            FluentActions.Invoking(() => ScriptCompiler.Compile("test.bt", script, RecordedKernel.Without, new EngineOptions())).Should().Throw<UnsupportedException>().Which.Feature.Should().Be("btf");
    }

    [Test]
    public void Arguments_beyond_the_registers_lie_on_the_stack() =>
        Compile("kprobe:many { printf(\"%d\", arg7) }").Object.Programs.Should().ContainSingle();

    [Test]
    public void Hooks_of_one_link_share_a_program_if_the_code_is_the_same()
    {
        var same = Compile("kprobe.multi:vfs_re* { @calls++ }").Object.Programs;
        same.Should().ContainSingle().Which.Targets.Select(t => t.Hook).Should().Equal("vfs_read", "vfs_readv");
        same[0].AllProbes.Should().Equal(0, 1);
        Compile("kprobe.multi:vfs_re* { print(args.file) }").Object.Programs.Should().ContainSingle("one register means the same in both");
        Compile("kretprobe.multi:vfs_re*, kretprobe.multi:small { print(retval) }").Object.Programs.Should().HaveCount(2, "values have other widths");
        Compile("kprobe:vfs_re* { @calls++ }").Object.Programs.Should().HaveCount(2);
    }

    [Test]
    public void A_shared_program_looks_its_hooks_name_up()
    {
        var script = Compile("kprobe.multi:vfs_re* { printf(\"%s %s\", probe, func) }").Object;
        script.Programs.Should().ContainSingle().Which.Targets.Select(t => t.Number).Should().Equal(0, 1);
        System.Text.Encoding.UTF8.GetString(script.Maps.Single(m => m.Contents is not null).Contents!).TrimEnd('\0')
            .Should().Match("kprobe.multi:vfs_read\0*vfs_read\0*kprobe.multi:vfs_readv\0*vfs_readv");
    }

    [Test]
    public void A_script_may_say_what_becomes_of_missing_places()
    {
        var script = Compile("config = { missing_probes = warn } fentry:no_such, begin { }");
        script.Probes.Select(p => p.Target.AttachPoint).Should().Equal("begin");
        script.Warnings.Select(w => w.Message).Should().Contain(m => m.Contains("no function 'no_such'"));
    }

    [TestCase("kprobe:vfs_read, kprobe:gone, begin { }", "kprobe:vfs_read", "begin")]
    [TestCase("kprobe:untraced { } kretprobe:vfs_read { }", "kretprobe:vfs_read")]
    [TestCase("kprobe:gone { @x = 1 } end { print(@x) }", "end")]
    public void A_script_goes_on_without_functions_that_are_not_there(string script, params string[] points)
    {
        var tracefs = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(tracefs.FullName, "available_filter_functions"), "vfs_read\n");
            var symbols = KernelSymbols.Of("ffffffff81000000 t vfs_read\nffffffff81000100 t untraced\n"u8.ToArray());
            var kernel = RecordedKernel.WithHooks(HookCatalog.Of(symbols, Tracefs.At(tracefs.FullName)));

            var compiled = ScriptCompiler.Compile("test.bt", "config = { missing_probes = ignore } " + script, kernel, new EngineOptions());

            compiled.Probes.Select(p => p.Target.AttachPoint).Should().Equal(points);
        }
        finally
        {
            tracefs.Delete(recursive: true);
        }
    }

    [Test]
    public void A_function_is_a_symbol_where_symbols_are_kept() =>
        Compile("begin { @name[0] = ksym(0) } kprobe:vfs_read { @name[tid] = func } kretprobe:vfs_read { @us[@name[tid]] = count() }").Object.Programs.Should().HaveCount(3);

    [Test]
    public void Bodies_on_some_of_the_hooks_only_are_programs_of_their_own()
    {
        var programs = Compile("kprobe.multi:vfs_* { @all++ } kprobe.multi:vfs_read { @one++ }").Object.Programs;
        programs.Select(p => string.Join(' ', p.Targets.Select(t => t.Hook))).Should().Equal("vfs_read", "vfs_readv vfs_write");
        programs.Select(p => p.AllProbes).Should().BeEquivalentTo(new[] { new[] { 0, 3 }, [1, 2] }, o => o.WithStrictOrdering());
    }

    private static CompiledScript Compile(string script) => ScriptCompiler.Compile("test.bt", script, RecordedKernel.WithTypes, new EngineOptions { MaxProbes = 5 });

    private static string Error(string script) => FluentActions.Invoking(() => Compile(script)).Should().Throw<ScriptException>().Which.Message;
}
