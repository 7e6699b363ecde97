namespace Conformance.Engine.Tests.Binding;

/// <summary>What a mistake in a script gets: the place, the line, the caret, and a hint.</summary>
public sealed class DiagnosticTests
{
    [Test]
    public void A_message_shows_file_line_column_source_caret_and_hint()
    {
        var compile = () => Compile("begin\n{\n\tprinft(\"a\");\n}\n");
        compile.Should().Throw<ScriptException>().WithMessage(
            "test.bt:3:2: error: unknown function 'prinft'\n\tprinft(\"a\");\n\t^~~~~~\nhint: did you mean 'printf' or 'print'?");
    }

    [Test]
    public void Several_mistakes_are_told_in_the_order_of_the_text() =>
        Mistakes("begin { $x = 1 $y = 2; } fexit:vfs_read { printf(1 }").Select(d => (d.Line, d.Column)).Should().Equal((1, 16), (1, 52));

    [TestCase("fexitt:vfs_read { }", "unknown probe type 'fexitt'", "did you mean 'fexit'?")]
    [TestCase("fexit:vfs_raed { }", "this kernel has no function 'vfs_raed' that fexit could use", "did you mean 'vfs_read' or 'vfs_readv'?")]
    [TestCase("fexit:nope* { }", "no function of this kernel matches 'nope*'", "see what there is: tracer -l 'fexit:*'")]
    [TestCase("begin:x { }", "'begin' stands alone", "write begin { … }")]
    [TestCase("fexit: { }", "'fexit' needs a function", "write fexit:hrtimer_nanosleep")]
    [TestCase("fexit:f+4 { }", "fexit cannot stand inside a function", "kprobe can: kprobe:function+offset")]
    [TestCase("kprobe:f+x { }", "'f+x' is no place in a function", "write kprobe:function, or kprobe:function+0x10")]
    [TestCase("begin { $x = retvall }", "unknown name 'retvall'", "did you mean 'retval'?")]
    [TestCase("begin { $x = retval }", "begin has no return value", "fexit and kretprobe have")]
    [TestCase("begin { $x = arg0 }", "begin has no arguments", "fentry, kprobe, uprobe and rawtracepoint have")]
    [TestCase("begin { $x = func }", "begin is not attached to a function", "probe has a value everywhere")]
    [TestCase("fexit:nothing { $x = retval }", "nothing returns nothing", null)]
    [TestCase("fentry:vfs_read { $x = args.cuont }", "vfs_read has no argument 'cuont'", "did you mean 'count'?")]
    [TestCase("fentry:open { $x = args.x }", "open has no argument 'x'", "it has no arguments")]
    [TestCase("fentry:small { $x = arg2 }", "small has only 2 arguments", null)]
    [TestCase("fexit:paired { $x = retval }", "paired takes 'struct pair' by value: arguments from there on and the return value are not supported", null)]
    [TestCase("fexit:many { $x = retval }", "many has more than 6 arguments: values behind the sixth are not supported", null)]
    [TestCase("kprobe:unknown_here { $x = args.a }", "the kernel's types do not describe unknown_here", "use arg0 to arg5")]
    [TestCase("kretprobe:vfs_read { $x = args.count }", "kretprobe has no named arguments", "only retval is known at a return; fexit also knows the arguments")]
    [TestCase("begin { if (comm) { } }", "a condition must be an integer, but this is a string", "compare it: comm == \"name\"")]
    [TestCase("begin { $x = comm + 1 }", "'+' cannot be used between a string and an integer", null)]
    [TestCase("begin { $x = comm + \"a\" }", "'+' cannot be used between a string and a string", "strings can be compared, and joined with str_concat()")]
    [TestCase("begin { $x = 1; $x = comm }", "$x is an integer, but this is a string", "use another variable")]
    [TestCase("begin { if (1) { $count = 1 } $y = $count }", "$count has no value here", "assign it first, in this block or around it: $count = 0")]
    [TestCase("begin { $total = 1; $y = $totla }", "$totla has no value here", "did you mean '$total'?")]
    [TestCase("begin { @x = 1; @x[1] = 1 }", "@x is used with no key elsewhere, but with a key of one part here", "use one shape of key for one map")]
    [TestCase("begin { @x[1] = 1; @x[comm] = 1 }", "part 1 of the key of @x is int64 elsewhere, but string here", null)]
    [TestCase("begin { @x = 1; @x = comm }", "@x holds int64 elsewhere, but string here", "use one type of value for one map")]
    [TestCase("begin { count() }", "count() must be assigned to a map", "write @name = count()")]
    [TestCase("begin { printf(\"%d\") }", "the format takes 1 value, but here are 0", "add a value for each %")]
    [TestCase("begin { printf(\"a\", 1) }", "the format takes 0 values, but here is 1", "remove the others, or add a % for each")]
    [TestCase("begin { printf(\"%r\", 1) }", "%r prints a buffer (buf()), but this is an integer", "use %d")]
    [TestCase("begin { printf(\"%d\", comm) }", "%d prints an integer, but this is a string", "use %s")]
    [TestCase("begin { printf(\"%q\", 1) }", "'%q' is no conversion that printf knows", "known are %d %i %u %x %X %o %c %s %p %r %rx %rh %gr %%, with flags, width, precision and C's length letters")]
    [TestCase("begin { exit(pid) }", "the exit code must be a constant from 0 to 255", "write exit(1)")]
    [TestCase("begin { $x = exit() }", "exit() has no value", "call it as a statement of its own")]
    [TestCase("begin { while (1) { } }", "this loop never ends, and the kernel runs only programs that do", "break out of it, or use for ($i : 0..n)")]
    [TestCase("let @m = treehash(2); begin { @m[1] = 1 }", "unknown kind of map 'treehash'", "known are hash, lruhash, percpuhash, percpulruhash and percpuarray")]
    [TestCase("begin { break }", "'break' stands in no loop", null)]
    [TestCase("begin { unroll (0) { } }", "unroll makes 1 to 100 rounds", "use for ($i : 0..n) for more")]
    [TestCase("begin { $t = (1, 2); $x = $t.2 }", "this tuple has 2 parts, numbered from 0", null)]
    [TestCase("begin { $x = (struct nothing_like_it *)0 }", "unknown type 'struct nothing_like_it'", "neither the script nor the kernel's BTF defines it: define it in the script")]
    [TestCase("struct s { int member; } begin { $p = (struct s *)0; $x = $p->membre }", "struct s has no member 'membre'", "did you mean 'member'?")]
    [TestCase("begin { $x = *pid }", "an integer is no pointer", "an address has eight bytes; say what it points to: *(uint64 *)x")]
    [TestCase("begin { $y = &comm }", "this has no address", "variables, whole maps, and what lies in the kernel's or a process's memory have one: &$x, &@x, &p->member")]
    [TestCase("begin { $x = pid; $y = $x->a }", "an integer has no members", "cast it to a pointer to a structure: ((struct NAME *)x)->member")]
    [TestCase("begin { @m = 1; for ($kv : @m) { } }", "@m has no keys: there is nothing to go over", "give it a key: @m[tid] = …")]
    [TestCase("begin { $x = 99999999999999999999 }", "this integer does not fit 64 bits", "integers are written 42, 0x2a, 052, 1e6, 1_000_000 or 5ms, and fit 64 bits")]
    [TestCase("begin { printf(\"a)\n}", "this text never ends", "close it with \" on the same line")]
    public void A_mistake_is_named_with_its_remedy(string script, string message, string? hint)
    {
        var first = Mistakes(script)[0];
        first.Message.Should().Be(message);
        first.Hint.Should().Be(hint);
    }

    [Test]
    public void Too_much_stack_is_said_with_its_bytes()
    {
        var variables = string.Concat(Enumerable.Range(0, 70).Select(i => $"$v{i} = nsecs; "));
        var uses = string.Concat(Enumerable.Range(0, 70).Select(i => $"@m[$v{i}] = 1; "));
        Mistakes($"begin {{ {variables}{uses} }}")[0].Message.Should().MatchRegex("^this probe needs 5[0-9]+ bytes of stack, but BPF gives 512$");
    }

    [TestCase("fentry:vfs_read { }")]
    [TestCase("kprobe:vfs_re* { }")]
    [TestCase("kprobe:vfs_read { $x = args.count }")]
    public void A_kernel_without_types_is_unsupported_and_not_the_scripts_fault(string script)
    {
        var compile = () => ScriptCompiler.Compile("test.bt", script, RecordedKernel.Without, new EngineOptions());
        compile.Should().Throw<UnsupportedException>().Which.Feature.Should().Be("btf");
    }

    private static IReadOnlyList<Diagnostic> Mistakes(string script)
    {
        var compile = () => Compile(script);
        return compile.Should().Throw<ScriptException>().Which.Diagnostics;
    }

    private static void Compile(string script) => ScriptCompiler.Compile("test.bt", script, RecordedKernel.WithTypes, new EngineOptions());
}
