using System.Diagnostics;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;
using Conformance.Engine.Tests.Sessions;

namespace Conformance.Engine.Tests.ObjectFile;

/// <summary>The object files as binutils, LLVM, bpftool and libbpf see them; all of these are prerequisites of the repository.</summary>
public sealed class ObjectWriterTests
{
    private string _file = "";

    [SetUp]
    public void Name_a_file() => _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.o");

    [TearDown]
    public void Remove_it() => File.Delete(_file);

    [Test]
    public void Readelf_finds_a_section_a_hook_and_a_symbol_a_program_and_map()
    {
        WriteHooks();
        var said = Run("readelf", "--wide", "--sections", "--symbols", "--relocs", _file);
        said.Should().MatchRegex(@"fexit/vfs_read +PROGBITS").And.MatchRegex(@"kprobe/do_nanosleep +PROGBITS").And.MatchRegex(@"\.maps +PROGBITS");
        said.Should().MatchRegex(@"FUNC +GLOBAL +DEFAULT +\d+ p0").And.MatchRegex(@"FUNC +GLOBAL +DEFAULT +\d+ p2").And.MatchRegex(@"OBJECT +GLOBAL +DEFAULT +\d+ events");
        said.Should().NotContain("rror").And.NotContain("arning");
    }

    [Test]
    public void Two_probes_on_one_hook_stand_one_after_the_other_in_its_section()
    {
        var script = WriteHooks();
        var size = script.Object.Programs[0].Instructions.Count * 8;
        var said = Run("readelf", "--wide", "--symbols", _file);
        said.Should().MatchRegex($@"0000000000000000 +{size} FUNC.* p0").And.MatchRegex($@"{size:x16} +{size} FUNC.* p1");
    }

    [Test]
    public void Llvm_disassembles_every_instruction_and_names_the_maps()
    {
        var script = WriteHooks();
        var said = Run("llvm-objdump", "--disassemble", "--reloc", "--no-show-raw-insn", _file);
        said.Should().Contain("<p0>:").And.Contain("R_BPF_64_64").And.Contain("events");
        // LLVM before 18 has no words for storing a constant (BPF_ST, opcode 62) and prints that only as unknown.
        var constants = script.Object.Programs.Sum(p => p.Instructions.Count(i => i.Opcode == 0x62));
        said.Split('\n').Count(l => l.Contains("<unknown>", StringComparison.Ordinal)).Should().BeOneOf(0, constants);
        said.Split('\n').Count(l => l.EndsWith("exit", StringComparison.Ordinal)).Should().Be(script.Object.Programs.Count);
        said.Should().Contain("call 130", "the programs send their events with bpf_ringbuf_output");
    }

    [Test]
    public void Llvm_shows_each_program_under_its_lines_of_the_script_without_any_file_beside_the_object()
    {
        var script = ScriptCompiler.Compile("nowhere.bt", "kprobe:f / pid > 1 / {\n  @a = 1;\n}\nkprobe:g { @b = 2 }\nkretprobe:f / pid > 1 /\n{\n\t@c = 3;\n}\n", RecordedKernel.Without, new EngineOptions());
        File.WriteAllBytes(_file, ObjectWriter.Write(script.Object));
        var said = Run("llvm-objdump", "--source", "--no-show-raw-insn", _file).Split('\n');
        LinesOf(said, "p0_f").Should().Equal("kprobe:f / pid > 1 / {", "  @a = 1;");
        LinesOf(said, "p1_g").Should().Equal("kprobe:g { @b = 2 }");
        LinesOf(said, "p2_f").Should().Equal("kretprobe:f / pid > 1 /", "\t@c = 3;");
    }

    [Test]
    public void Binutils_reads_the_same_lines_and_names_the_script()
    {
        var script = ScriptCompiler.Compile("dir/a.bt", "kprobe:f {\n  @a = 1;\n\n\n  @b = 2;\n}\n", RecordedKernel.Without, new EngineOptions());
        File.WriteAllBytes(_file, ObjectWriter.Write(script.Object, "/home/me"));
        var said = Run("readelf", "--wide", "--debug-dump=info,decodedline", _file);
        said.Should().Contain("CU: /home/me/dir/a.bt:").And.MatchRegex(@"DW_AT_name +: \(string\) p0_f").And.MatchRegex(@"DW_AT_comp_dir +: \(string\) /home/me");
        var rows = System.Text.RegularExpressions.Regex.Matches(said, @"^dir/a\.bt +(\d+) +(0x[0-9a-f]+|0) ", System.Text.RegularExpressions.RegexOptions.Multiline);
        rows.Select(r => int.Parse(r.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Should().Equal(script.Object.Programs[0].Lines.Select(l => l.Line));
        rows.Select(r => Convert.ToInt32(r.Groups[2].Value, 16)).Should().Equal(script.Object.Programs[0].Lines.Select(l => l.InstructionOffset * 8));
    }

    [Test]
    public void Bpftool_reads_the_types_back()
    {
        WriteHooks();
        var said = Run("bpftool", "btf", "dump", "file", _file);
        said.Should().Contain("FUNC 'p0'").And.Contain("VAR 'events'").And.Contain("DATASEC '.maps'").And.MatchRegex("'max_entries' type_id=");
    }

    [Test]
    public void Libbpf_opens_it_and_knows_each_program_and_map()
    {
        WriteHooks();
        // A skeleton is what libbpf's own parser understood of the object.
        var said = Run("bpftool", "gen", "skeleton", _file, "name", "script");
        said.Should().Contain("struct bpf_program *p0;").And.Contain("struct bpf_program *p2;").And.Contain("struct bpf_map *events;").And.Contain("struct bpf_map *lost;");
    }

    [Test]
    public void The_kernel_loads_it_with_the_lines_of_the_script()
    {
        var script = HandWritten.Script([HandWritten.Begin, HandWritten.End]);
        File.WriteAllBytes(_file, ObjectWriter.Write(script.Object));
        using var loaded = LoadedObject.Load(_file);
        // bpftool shows the source text that the kernel keeps beside the instructions.
        var said = Run("bpftool", "prog", "dump", "xlated", "id", loaded.ProgramId("p1").ToString(System.Globalization.CultureInfo.InvariantCulture), "linum");
        said.Should().Contain("; end { } [file:hand.bt line_num:2 line_col:1]");
    }

    [Test]
    public void Loops_that_the_kernel_runs_are_functions_which_libbpf_finds_and_loads()
    {
        var kernel = Engine.Kernel.KernelTypes.OfRunningKernel();
        Assume.That(kernel.FindEnumerator("BPF_FUNC_loop"), Is.Not.Null, "this kernel has no bpf_loop");
        var script = ScriptCompiler.Compile("loop.bt", "begin {\n  $n = cpu + 5000;\n  for ($i : 0..$n) {\n    @a[$i] = $i;\n  }\n}\nend { @b = 1 }\n", kernel, new EngineOptions());
        script.Object.Programs[0].Functions.Should().NotBeEmpty("this test is about them");
        File.WriteAllBytes(_file, ObjectWriter.Write(script.Object));
        using var loaded = LoadedObject.Load(_file);
        var said = Run("bpftool", "prog", "dump", "xlated", "id", loaded.ProgramId("p0_begin").ToString(System.Globalization.CultureInfo.InvariantCulture), "linum");
        said.Should().Contain("p0_begin_loop_1").And.Contain("@a[$i] = $i; [file:loop.bt line_num:4");
        LinesOf(Run("llvm-objdump", "--source", "--no-show-raw-insn", _file).Split('\n'), "p0_begin_loop_1").Should().Contain("    @a[$i] = $i;");
    }

    [Test]
    public void Code_that_statements_share_is_a_function_which_libbpf_finds_and_loads()
    {
        var script = ScriptCompiler.Compile("shared.bt", $"begin {{\n{string.Concat(Enumerable.Range(0, 20).Select(i => $"@a[{i}] = {i};\n"))} }}\nend {{ @b = 1 }}\n", RecordedKernel.Without, new EngineOptions());
        script.Object.Programs[0].Functions.Should().ContainSingle("this test is about them").Which.Numbers.Should().Be(2);
        File.WriteAllBytes(_file, ObjectWriter.Write(script.Object));
        using var loaded = LoadedObject.Load(_file);
        var said = Run("bpftool", "prog", "dump", "xlated", "id", loaded.ProgramId("p0_begin").ToString(System.Globalization.CultureInfo.InvariantCulture), "linum");
        said.Should().Contain("long p0_begin_shared_1(long n1, long n2)");
    }

    [TestCase("kprobe:vfs_read { }", "kprobe/vfs_read")]
    [TestCase("tracepoint:syscalls:sys_enter_getpgid { }", "tracepoint/syscalls/sys_enter_getpgid")]
    [TestCase("interval:s:1 { }", "perf_event")]
    [TestCase("profile:hz:99 { }", "perf_event")]
    [TestCase("software:cpu-clock:1000 { }", "perf_event")]
    [TestCase("uprobe:/bin/bash:main { }", "uprobe//bin/bash:main")]
    [TestCase("rawtracepoint:sys_enter { }", "raw_tracepoint/sys_enter")]
    [TestCase("fexit:vfs_read { }", "fexit/vfs_read")]
    [TestCase("end { }", "raw_tracepoint")]
    public void Each_mechanism_names_the_section_that_libbpf_knows(string text, string section)
    {
        var script = ScriptCompiler.Compile("s.bt", text, new Engine.Sessions.EngineContext().Types, new EngineOptions { MissingProbes = MissingProbes.Warn });
        Assume.That(script.Object.Programs, Is.Not.Empty, "this machine has no such place");
        File.WriteAllBytes(_file, ObjectWriter.Write(script.Object));
        Run("readelf", "--wide", "--sections", _file).Should().MatchRegex($@"\] {System.Text.RegularExpressions.Regex.Escape(section)} +PROGBITS");
        // libbpf finds out the program's type from the section, and takes no section that it does not know.
        Run("bpftool", "gen", "skeleton", _file, "name", "script").Should().Contain("struct bpf_program *p0_");
    }

    [Test]
    public void Names_that_BTF_does_not_take_are_changed_and_stay_different()
    {
        var script = HandWritten.Script([HandWritten.Begin]);
        var maps = script.Object.Maps.Append(new BpfMap("@x", BpfMapType.Hash, 8, 8, 16)).Append(new BpfMap("x", BpfMapType.Hash, 8, 8, 16)).Append(new BpfMap("@", BpfMapType.Hash, 8, 8, 16));
        File.WriteAllBytes(_file, ObjectWriter.Write(script.Object with { Maps = [.. maps] }));
        Run("bpftool", "gen", "skeleton", _file, "name", "script").Should().Contain("bpf_map *x;").And.Contain("bpf_map *x_2;").And.Contain("bpf_map *_;");
    }

    /// <summary>The lines of the script that a disassembly shows in one function.</summary>
    private static IEnumerable<string> LinesOf(string[] said, string function) =>
        said.SkipWhile(l => !l.EndsWith($"<{function}>:", StringComparison.Ordinal)).Skip(1).TakeWhile(l => !l.EndsWith(">:", StringComparison.Ordinal))
            .Where(l => l.StartsWith("; ", StringComparison.Ordinal)).Select(l => l[2..]);

    private CompiledScript WriteHooks()
    {
        ProbeTarget At(Mechanism mechanism, string hook) => new(mechanism, hook, $"{mechanism.Name}:{hook}", null);
        var script = HandWritten.Script([At(new Fexit(), "vfs_read"), At(new Fexit(), "vfs_read"), At(new Kprobe(), "do_nanosleep")]);
        File.WriteAllBytes(_file, ObjectWriter.Write(script.Object));
        return script;
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.Should().Be(0, $"{program} {string.Join(' ', arguments)} says: {errors.Result}");
        return output + errors.Result;
    }
}
