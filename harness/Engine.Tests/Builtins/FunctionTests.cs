using System.Diagnostics;
using Conformance.Engine.Kernel;
using Conformance.Engine.Output;
using Conformance.Engine.Tests.CodeGen;

namespace Conformance.Engine.Tests.Builtins;

/// <summary>Functions on this machine's kernel. Expected texts are what bpftrace 0.27 prints for the same script, unless a comment says otherwise.</summary>
public sealed class FunctionTests
{
    [TestCase("print(strncmp(\"a\", \"b\", 1)); $c = \"bpftrace\"; print(strncmp($c, \"bpf\", 3)); print(strncmp($c, \"zzz\", 3)); print(strncmp($c, \"bpftrace\", 20)); print(strncmp($c, \"bpftracy\", 7))", "1\n0\n1\n0\n0\n")]
    [TestCase("$c = \"bpftrace\"; print(strlen($c)); print(strlen(\"\")); print(strlen(comm) > 0)", "8\n0\ntrue\n")]
    [TestCase("$c = \"bpftrace\"; print(strcontains($c, \"trace\")); print(strcontains($c, \"bpftrace\")); print(strcontains($c, \"tracer\")); print(strcontains($c, \"\")); print(strcontains(\"abc\", \"bc\")); print(strcontains($c, \"a\\xff\"))", "true\ntrue\nfalse\ntrue\ntrue\nfalse\n")]
    [TestCase("print(bswap((uint16)0x1234)); print(bswap(1)); printf(\"%llx %x\\n\", bswap(0x1122334455667788), bswap(0x12345678)); $x = (uint32)pid - (uint32)pid + (uint32)0x01020304; printf(\"%x\\n\", bswap((uint32)$x))", "13330\n1\n8877665544332211 78563412\n4030201\n")]
    [TestCase("printf(\"%s %s %s %s\\n\", ntop(1), ntop(0x0100007f), ntop(0xffff0000), ntop(2, 0x0000ffff))", "1.0.0.0 127.0.0.1 0.0.255.255 255.255.0.0\n")]
    [TestCase("print(pton(\"127.0.0.1\")); print(ntop(pton(\"127.0.0.1\"))); print(ntop(pton(\"::1\"))); print(ntop(10, pton(\"fe80::1\")))", "[127,0,0,1]\n127.0.0.1\n::1\nfe80::1\n")]
    [TestCase("print(strerror(2)); print(strerror(-2)); print(strerror(5000)); printf(\"%s\\n\", strerror(1))", "No such file or directory\nNo such file or directory\nUnknown error\nOperation not permitted\n")]
    [TestCase("printf(\"%r|%rx|%rh|%5r|\\n\", buf(\"ab\\x01\", 3), buf(\"ab\\x01\", 3), buf(\"ab\\x01\", 3), buf(\"ab\", 2)); @[buf(\"ok\", 4), 1] = 1", "ab\\x01|\\x61\\x62\\x01|61 62 01|   ab|\n@[ok\\x00\\x00, 1]: 1\n")]
    [TestCase("@k[1] = count(); @k[2] = count(); print(has_key(@k, 1)); print(has_key(@k, 5)); print(delete(@k, 1)); print(delete(@k, 1)); delete(@k, 9)", "true\nfalse\ntrue\nfalse\n@k[2]: 1\n")]
    [TestCase("@m[1, 2] = 3; @m[3, 4] = 5; delete(@m, (1, 2)); if (has_key(@m, (3, 4))) { printf(\"there\\n\") } delete(@m[3, 4]); @c = count(); delete(@c)", "there\n")]
    [TestCase("$s = strftime(\"%Y|%f\", 0 - 0); @t[strftime(\"x%%y\", nsecs)] = 1; print(strncmp(\"a\", \"a\", 1))", "0\n@t[x%y]: 1\n")]
    [TestCase("print(nsecs(monotonic) <= nsecs(boot)); print(nsecs(tai) > nsecs); print(nsecs(sw_tai) > nsecs); print(elapsed < 100000000000); print(jiffies > 0); print(numaid >= 0); print(ncpus > 0); print(rand != rand || true)", "true\ntrue\ntrue\ntrue\ntrue\ntrue\ntrue\ntrue\n")]
    [TestCase("print(ksym(5)); print(usym(0)); printf(\"%s\\n\", usym(5))", "0x5\n0\n0x5\n")]
    [TestCase("print(syscall_name(0)); print(syscall_name(9999)); print(syscall_name(450)); print(syscall_name(462)); print(syscall_name(335)); print(syscall_name(-1)); @[syscall_name(1)] = 1", "read\nUnknown syscall\nset_mempolicy_home_node\nmseal\nUnknown syscall\nUnknown syscall\n@[write]: 1\n")]
    [TestCase("print(pid(init) == pid); print(tid(init) == tid)", "true\ntrue\n")]
    [TestCase("print(getopt(\"a\", 5)); print(getopt(\"b\", \"x\")); print(getopt(\"c\")); print(getopt(\"d\", true, \"words\"))", "5\nx\nfalse\ntrue\n")]
    [TestCase("print(ppid > 0); print(probetype); print(cgroup > 0); print(cgroupid(\"/sys\") > 0)", "true\nspecial\ntrue\ntrue\n")]
    [TestCase("print(curtask->tgid == pid); print(curtask->comm == comm); print(curtask->real_parent->tgid == ppid); print(strlen(pcomm) > 0)", "true\ntrue\ntrue\ntrue\n")]
    [TestCase("assert(1 == 1, \"fine\"); printf(\"a\\n\"); assert(pid == 0, \"wrong\"); printf(\"b\\n\")", "a\ntest.bt:1:48-73: ERROR: assert failed: wrong\n")]
    [TestCase("print(strstr(\"hello world\", \"wor\")); $h = \"hello world\"; $n = \"o w\"; print(strstr($h, \"wor\")); print(strstr($h, \"x\")); print(strstr($h, \"\")); print(strstr($h, $n)); print(strstr($h, comm)); print(strcontains($h, $n)); print(strcontains($n, $h))", "6\n6\n-2\n0\n4\n-2\ntrue\nfalse\n")]
    [TestCase("$a = \"abc\"; print(str_concat($a, \"def\")); print(str_concat(\"x\", \"y\")); $b = str_concat($a, str_concat($a, $a)); print($b); print(strlen($b)); @x[str_concat($a, \"1\")] = 1", "abcdef\nxy\nabcabcabc\n9\n@x[abc1]: 1\n")]
    [TestCase("print(memcmp(\"abc\", \"abd\", 3)); $a = \"abz\"; print(memcmp($a, \"aba\", 3)); print(memcmp($a, \"aba\", 2)); print(memcmp(\"a\", \"zb\", 5)); $x = pid - pid + 5; $y = $x + 1; print(memcmp($x, $y, 1)); $t = ($x, 2); $u = ($x, 3); print(memcmp($t, $u, 16)); $l = \"a long text of many bytes\"; $m = \"a long text of more bytes\"; print(memcmp($l, $m, 25))", "-1\n25\n0\n-25\n-1\n-1\n-14\n")]
    [TestCase("$a = \"abc\"; print($a < \"abd\"); print($a > \"abc\"); print(\"b\" > $a); print($a <= $a); print(\"a\" < \"b\")", "true\nfalse\ntrue\ntrue\ntrue\n")] // 0.27 compares texts of one length alone
    [TestCase("print(strcap(\"abc\")); print(strcap(comm)); print(default_str_length()); print(signal_name(9)); print(signal_name(0)); print(signal_name(34)); print(signal_name(65))", "4\n16\n1024\nKilled\nUnknown signal 0\nReal-time signal 0\nN/A\n")]
    [TestCase("@a[1] = 2; let $v; if (find(@a, 1, $v)) { print($v) } print(find(@a, 7, $v)); print($v); @t[1, \"k\"] = (1, \"hello\"); let $t; print(find(@t, (1, \"k\"), $t)); print($t); @c[1] = count(); let $c; print(find(@c, 1, $c)); print($c); clear(@a); clear(@t); clear(@c)", "2\nfalse\n2\ntrue\n(1, hello)\ntrue\n1\n")]
    [TestCase("@x[1] = count(); @x[1] = count(); @w[1, 2] = avg(4); for ($kv : @x) { print($kv); print($kv.1 + 1) } for ($kv : @w) { print($kv) } clear(@x); clear(@w)", "(1, 2)\n3\n((1, 2), 4)\n")]
    [TestCase("print(ppid(curtask) == ppid); print(leader_tid == pid); print(leader_comm() == leader_comm(curtask)); print(pcomm == curtask.real_parent.comm)", "true\ntrue\ntrue\ntrue\n")]
    [TestCase("print(comm(pid)); print(comm(0)); @[comm(1) ] = 1; clear(@)", "PID_COMM\nN/A\n")] // 0.27 asks the kernel, where the probe's type lets it
    [TestCase("print(len(kstack) > 0); print(len(ustack) > 0); print(len(kstack(2)))", "true\ntrue\n2\n")]
    [TestCase("print(is_err(-5)); print(is_err(curtask)); print(is_err(0 - (pid - pid) - 4095)); print(kfunc_exist(\"vfs_read\")); print(kfunc_exist(\"nope\"))", "true\nfalse\ntrue\ntrue\nfalse\n")]
    [TestCase("$x = 5; $p = &$x; $x = 7; print(*$p); $s = \"abc\"; $q = &$s; print(*$q); print(is_ptr($q)); @p[1] = $p; print(*@p[1]); print($p + 8 > $p); print((&@p).max_entries); clear(@p)", "7\nabc\ntrue\n7\ntrue\n4096\n")]
    [TestCase("$a = (uint8[8])12345; print((uint64)$a); print((uint32)(uint8[4])77); print((uint32)pton(\"127.0.0.1\"))", "12345\n77\n16777343\n")]
    [TestCase("$x = (a = 1, b = \"x\"); print($x); @r[$x] = 5; @r[(a = 1, b = \"y\")] = 6", "{ .a = 1, .b = x }\n@r[{ .a = 1, .b = x }]: 5\n@r[{ .a = 1, .b = y }]: 6\n")]
    [TestCase("print(has_cpid); print(cpid)", "false\n0\n")]
    public void A_function_gives_what_bpftrace_gives(string body, string expected) => Run(body).Should().Be(expected.Replace("PID_COMM", File.ReadAllText("/proc/self/comm").Trim(), StringComparison.Ordinal));

    [Test]
    public void Options_of_the_command_line_replace_defaults()
    {
        var named = new Dictionary<string, string> { ["a"] = "7", ["b"] = "word", ["c"] = "true", ["d"] = "false", ["e"] = "much" };
        Run("print(getopt(\"a\", 5)); print(getopt(\"b\", \"x\")); print(getopt(\"c\")); print(getopt(\"d\", true))", new() { Parameters = new([], named) }).Should().Be("7\nword\ntrue\nfalse\n");
        FluentActions.Invoking(() => Run("print(getopt(\"e\", 5))", new() { Parameters = new([], named) })).Should().Throw<ScriptException>().WithMessage("*--e=much is no number*");
    }

    [Test]
    public void A_parameter_is_a_text_to_str()
    {
        var options = new EngineOptions { Parameters = new(["42", "hello"], new Dictionary<string, string>()) };
        Run("print((str($1), str($1 + 1), str($2, 3), $#, $1 + 1)); print(str($3))", options).Should().Be("(42, 2, hel, 2, 43)\n\n");
        FluentActions.Invoking(() => Run("print(str($1 + 9))", options)).Should().Throw<ScriptException>().WithMessage("*$1 has 2 characters*");
    }

    [Test]
    public void After_exit_only_end_probes_are_heard() =>
        RunningScript.Run("begin { printf(\"a\"); exit(3); } begin { printf(\"b\") } end { printf(\"c\") }").Should().Be("ac");

    [Test]
    public void Symbols_and_stacks_are_named()
    {
        Run("print(ksym(kaddr(\"vfs_read\"))); print(ksym(kaddr(\"vfs_read\") + 3))").Should().Be("vfs_read\nvfs_read\n");
        Run("print(kstack(8)); @[kstack(perf, 8), 1] = 2; print((1, kstack(raw, 1)))").Should().MatchRegex(
            @"^\n( {8}\S+\+\d+\n)+\n\(1, \n[0-9a-f]{16}\n\)\n@\[\n(\t[0-9a-f]{16} \S+\+\d+\n)+, 1\]: 2\n$").And.Contain("bpf_prog_test_run_raw_tp+");
        Run("print(ustack(4))").Should().MatchRegex(@"^\n( {8}\S+\n)+\n$").And.Contain("syscall+");
    }

    [Test]
    public void A_control_group_is_found_by_its_id_and_a_user_by_theirs()
    {
        Run("print(cgroup_path(cgroup)); print(username)").Should().MatchRegex(@"^(\S+:/\S*(,\S+:/\S*)*|<no cgroup \d+>)\nroot\n$");
        Run("print(cgroup_path(1))").Should().MatchRegex(@"^(\S+:/\S*(,\S+:/\S*)*|<no cgroup 1>)\n$");
    }

    [Test]
    public void Times_are_those_of_the_wall_clock()
    {
        var before = DateTime.Now;
        var text = Run("time(\"%Y-%m-%dT%H:%M:%S \"); print(strftime(\"%Y-%m-%dT%H:%M:%S.%f\", nsecs))");
        var after = DateTime.Now;
        foreach (var word in text.Split(' ', StringSplitOptions.TrimEntries))
            DateTime.Parse(word, System.Globalization.CultureInfo.InvariantCulture).Should().BeOnOrAfter(before.AddSeconds(-1.5)).And.BeOnOrBefore(after.AddSeconds(1.5));
    }

    [Test]
    public void Commands_and_files_are_printed_in_order()
    {
        Run("printf(\"a\\n\"); system(\"echo %d %s\", 5, \"hi\"); cat(\"/proc/%s/comm\", \"self\"); printf(\"b\\n\")", new() { Unsafe = true })
            .Should().Be($"a\n5 hi\n\n{File.ReadAllText("/proc/self/comm")}b\n");
        Run("cat(\"/no/such/file\")").Should().Contain("cannot read /no/such/file: there is no such file");
        Run("system(\"echo x\")", new() { Unsafe = true, Output = OutputRenderers.Json }).Should().Be("{\"type\": \"syscall\", \"data\": \"x\\n\"}\n");
    }

    [Test]
    public void What_the_script_complains_about_has_its_place() =>
        Run("errorf(\"bad %d\", 3); warnf(\"hmm\")").Should().Be("test.bt:1:9-28: ERROR: bad 3\ntest.bt:1:30-42: WARNING: hmm\n");

    [Test]
    public void A_text_is_read_from_the_memory_of_a_process()
    {
        // The address of a text in this very process, which the probe runs in.
        var pointer = System.Runtime.InteropServices.Marshal.StringToCoTaskMemUTF8("text of a process");
        try
        {
            Run($"print(str({pointer})); print(str({pointer}, 5)); $n = pid - pid + 8; print(str({pointer}, $n)); printf(\"%r\\n\", buf({pointer}, 4)); print(str(0)); print(strlen(str({pointer}))); @[str({pointer})] = 1")
                .Should().Be("text of a process\ntext\ntext of\ntext\n\n17\n@[text of a process]: 1\n");
        }
        finally
        {
            System.Runtime.InteropServices.Marshal.FreeCoTaskMem(pointer);
        }
    }

    [Test]
    public void Texts_in_keys_are_cut_to_what_the_kernel_takes()
    {
        var text = new string('x', 700) + new string('y', 100);
        var pointer = System.Runtime.InteropServices.Marshal.StringToCoTaskMemUTF8(text);
        try
        {
            var script = $"begin {{ $s = str({pointer}); @a[str({pointer})] = count(); @b[$s, comm, 7] = 1; @h[str({pointer})] = hist(1); if (has_key(@a, str({pointer}))) {{ printf(\"there\\n\"); }} clear(@h); }}";
            var options = new EngineOptions { MaxStringLength = 1024 };
            ScriptCompiler.Compile("t", script, RecordedKernel.WithSmallKeys, options).Object.Maps.Where(m => m.Name.StartsWith("AT_", StringComparison.Ordinal)).Should().OnlyContain(m => m.KeySize <= 512);
            RunningScript.RunAll(script, options, RecordedKernel.WithSmallKeys).Output.Should().MatchRegex(@"^there\n@a\[x{504}\]: 1\n@b\[x{248}, .+, 7\]: 1\n$");
            RunningScript.RunAll(script, options, RecordedKernel.Without).Output.Should().Contain($"@a[{text}]: 1");
        }
        finally
        {
            System.Runtime.InteropServices.Marshal.FreeCoTaskMem(pointer);
        }
    }

    [Test]
    public void A_text_that_was_cut_says_so()
    {
        var pointer = System.Runtime.InteropServices.Marshal.StringToCoTaskMemUTF8("a text of a process");
        try
        {
            var body = $"$s = str({pointer}); print($s); printf(\"%s|\\n\", $s); print(($s, 1)); @x[$s] = $s; print(strlen($s)); print(sizeof($s)); print(str({pointer}, 5)); print(str({pointer}, 50))";
            Run(body, new() { MaxStringLength = 10 }).Should().Be("a text of ..\na text of ..|\n(a text of .., 1)\n10\n10\na te\na text of ..\n@x[a text of ..]: a text of ..\n");
            Run($"print(str({pointer}))", new() { MaxStringLength = 10, TruncationTrailer = "" }).Should().Be("a text of \n");
            Run($"print(str({pointer}))", new() { MaxStringLength = 20 }).Should().Be("a text of a process\n");
        }
        finally
        {
            System.Runtime.InteropServices.Marshal.FreeCoTaskMem(pointer);
        }
    }

    [Test]
    public void A_file_is_printed_up_to_a_limit() => Run("cat(\"/proc/self/status\")", new() { MaxCatBytes = 5 }).Should().Be("Name:");

    [TestCase("system(\"ls\")", "needs --unsafe")]
    [TestCase("signal(9)", "needs --unsafe")]
    [TestCase("override(1)", "this tracer only observes")]
    [TestCase("print(reg(\"ip\"))", "begin probes do not see the registers")]
    [TestCase("print(reg(\"zz\"))", "registers are r15, r14")]
    [TestCase("print(reg(\"ip\"))", "begin probes do not see the registers")]
    [TestCase("print(cgroupid(\"/no/such/group\"))", "there is no control group at /no/such/group")]
    [TestCase("assert(1)", "assert() takes 2 arguments")]
    [TestCase("print(strncmp(\"a\"))", "strncmp() takes 3 arguments, but here are 1")]
    [TestCase("print(strncmp(comm, 5, 1))", "strncmp() takes strings, but this is an integer")]
    [TestCase("print(pton(\"300.1.1.1\"))", "'300.1.1.1' is no IP address")]
    [TestCase("print(nsecs(moon))", "this is no clock that nsecs() knows")]
    [TestCase("print(kstack(500))", "the depth must be a constant from 1 to 127")]
    [TestCase("print(kstack(fancy))", "'fancy' is no way to show a stack")]
    [TestCase("@h[1] = hist(3); delete(@h, 1)", "one histogram of @h cannot be deleted inside a probe")]
    [TestCase("print(kaddr(\"no_such_symbol_anywhere\"))", "the kernel has no symbol")]
    [TestCase("print(buf(5))", "buf() of a pointer needs a length")]
    [TestCase("print(strlen(5))", "strlen() takes a string")]
    [TestCase("print(strstr(5, \"a\"))", "strstr() takes strings, but this is an integer")]
    [TestCase("print(memcmp(comm, comm, pid))", "the count must be a number that is known when the script is compiled")]
    [TestCase("print(memcmp(comm, kstack, 3))", "the bytes of a stack cannot be compared")]
    [TestCase("@a[1] = 1; print(find(@a, 1, $v))", "$v is not declared here")]
    [TestCase("@a[1] = 1; print(find(@a, 1, 5))", "find() puts the value into a variable")]
    [TestCase("print(ppid(5))", "ppid() takes a pointer to struct task_struct")]
    [TestCase("print(socket_cookie(5))", "begin probes cannot ask for a socket's cookie")]
    [TestCase("print(uaddr(\"x\"))", "begin probes are in no program whose variables could be named")]
    [TestCase("print(percpu_kaddr(\"no_such_symbol_anywhere\"))", "the kernel has no symbol")]
    [TestCase("unwatch(5)", "watchpoints stay until the script ends")]
    [TestCase("write_user(1, 2, 3)", "this tracer only observes")]
    [TestCase("skboutput(\"x\", 1, 2, 3)", "use tcpdump for packets")]
    [TestCase("print(dw_ustack)", "needs DWARF")]
    [TestCase("@h[1] = hist(1); for ($kv : @h) { print($kv) }", "holds a histogram, which is no single number")]
    [TestCase("print(&comm)", "this has no address")]
    public void A_wrong_argument_is_explained(string body, string message) =>
        FluentActions.Invoking(() => ScriptCompiler.Compile("t.bt", $"begin {{ {body} }}", KernelTypes.OfRunningKernel(), new EngineOptions())).Should().Throw<ScriptException>().WithMessage($"*{message}*");

    private static string Run(string body, EngineOptions? options = null) => RunningScript.RunAll($"begin {{ {body} }}", options, KernelTypes.OfRunningKernel()).Output;
}
