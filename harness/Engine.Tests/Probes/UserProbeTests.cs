using System.Runtime.InteropServices;

namespace Conformance.Engine.Tests.Probes;

/// <summary>Probes on functions of processes, on this machine.</summary>
public sealed partial class UserProbeTests
{
    private static readonly EngineOptions ThisProcess = new() { ProcessId = Environment.ProcessId };

    private static readonly string CLibrary = File.ReadLines("/proc/self/maps").Select(l => l.Split(' ')[^1]).First(p => p.Contains("/libc.so.", StringComparison.Ordinal) || p.Contains("/libc-", StringComparison.Ordinal));

    [Test]
    public void A_function_is_seen_with_its_arguments_at_entry() =>
        LiveScript.Run($"uprobe:{CLibrary}:getpgid {{ printf(\"%s %d\\n\", func, arg0) }}", () => GetProcessGroup(12345), ThisProcess).Should().Be("getpgid 12345\n");

    [Test]
    public void A_function_is_seen_with_its_value_at_return() =>
        LiveScript.Run($"uretprobe:{CLibrary}:getpgid {{ printf(\"%s %d\\n\", probe, (int32)retval) }}", () => GetProcessGroup(int.MaxValue), ThisProcess).Should().Be($"uretprobe:{CLibrary}:getpgid -1\n");

    [Test]
    public void A_variable_of_a_library_is_found_where_it_is_loaded()
    {
        // environ of the C library: a pointer to the list of texts that this process was started with.
        var first = Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(Marshal.ReadIntPtr(NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "environ"))))!;
        LiveScript.Run($"uprobe:{CLibrary}:getpgid {{ printf(\"%s\\n\", str(**(uint64 **)uaddr(\"environ\"), 16)) }}", () => GetProcessGroup(0), ThisProcess)
            .Should().Be(first[..Math.Min(15, first.Length)] + "\n");
    }

    [TestCase("uprobe:libc:getpgid { print(uaddr(\"no_such_symbol\")) }", "has no symbol 'no_such_symbol'")]
    [TestCase("uretprobe:libc:getpgid { print(uaddr(\"environ\")) }", "is known only at its own instructions, and uretprobe runs behind them")]
    public void A_variable_that_cannot_be_found_is_told(string script, string message) =>
        FluentActions.Invoking(() => ScriptCompiler.Compile("live.bt", script, LiveScript.Context.Types, ThisProcess)).Should().Throw<ScriptException>().WithMessage($"*{message}*");

    [Test]
    public void A_library_is_found_by_its_name() =>
        LiveScript.Run("uprobe:libc:getpgid { printf(\"seen\\n\") }", () => GetProcessGroup(0), ThisProcess).Should().Be("seen\n");

    [Test]
    public void Several_spellings_of_one_place_keep_the_order_of_the_script()
    {
        var image = LiveScript.Context.Hooks.Image(CLibrary);
        var address = image.Symbols.Find("getpgid")!.Value.Address;
        LiveScript.Run($"uprobe:{CLibrary}:getpgid {{ printf(\"a\") }} uprobe:libc:getpgid {{ printf(\"b\") }} uprobe:{CLibrary}:0x{address:x} {{ printf(\"c\") }}", () => GetProcessGroup(0), ThisProcess)
            .Should().Be("abc");
    }

    [Test]
    public void A_wildcard_and_a_name_on_one_function_keep_the_order_of_the_script() =>
        LiveScript.Run($"uprobe:{CLibrary}:getpgi* {{ printf(\"a\") }} uprobe:{CLibrary}:getpgid {{ printf(\"b\") }} uprobe:{CLibrary}:getpg* {{ printf(\"c\") }}", () => GetProcessGroup(0), ThisProcess)
            .Should().Be("abc");

    [Test]
    public void Many_functions_are_one_program_and_one_link_where_the_kernel_can()
    {
        LiveScript.Require("uprobe.multi");
        var script = ScriptCompiler.Compile("live.bt", $"uprobe:{CLibrary}:get* {{ @calls++ }}", LiveScript.Context.Types, ThisProcess);
        script.Probes.Count.Should().BeGreaterThan(50);
        script.Object.Programs.Should().ContainSingle().Which.Targets.Should().HaveCount(script.Probes.Count);
        LiveScript.Run($"uprobe:{CLibrary}:get* {{ @calls++ }}", () => GetProcessGroup(0), ThisProcess).Should().MatchRegex("^@calls: [1-9]");
    }

    [Test]
    public void Another_process_is_not_seen_by_a_probe_on_this_one() =>
        LiveScript.Run($"uprobe:{CLibrary}:malloc /pid != {Environment.ProcessId}/ {{ printf(\"stranger\\n\") }}", () => LiveScript.Start("/bin/true"), ThisProcess).Should().BeEmpty();

    [TestCase("uprobe:/no/such/file:f { }", "*there is no file '/no/such/file'*")]
    [TestCase("uprobe:no-such-program:f { }", "*there is no file 'no-such-program'*looked along PATH*")]
    [TestCase("uprobe:/etc/passwd:f { }", "*/etc/passwd is no program or library*")]
    [TestCase("uprobe:libc:getpgidd { }", "*has no function 'getpgidd'*did you mean 'getpgid'*")]
    [TestCase("uprobe:libc:getpgid+99999 { }", "*getpgid has only * bytes*")]
    [TestCase("uretprobe:libc:getpgid+4 { }", "*uretprobe cannot stand inside a function*")]
    [TestCase("uprobe:libc:0x7fffffffffff { }", "*nothing of * is mapped at 0x7fffffffffff*")]
    [TestCase("uprobe:libc { }", "*'libc' is no place for uprobe*")]
    [TestCase("usdt:libc:nothing:here { }", "*has no static probe nothing:here*")]
    public void A_mistake_is_named_with_its_remedy(string script, string expected) =>
        FluentActions.Invoking(() => ScriptCompiler.Compile("live.bt", script, LiveScript.Context.Types, new EngineOptions())).Should().Throw<ScriptException>().WithMessage(expected);

    [Test]
    public void A_process_that_is_not_there_is_said()
    {
        LiveScript.Require("uprobe");
        FluentActions.Invoking(() => LiveScript.Run("uprobe:libc:getpgid { }", () => { }, new EngineOptions { ProcessId = int.MaxValue - 1 }))
            .Should().Throw<AttachException>().WithMessage("*there is no process*");
    }

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int GetProcessGroup(int process);
}
