using Conformance.Engine.Syntax;
using CsCheck;

namespace Conformance.Engine.Tests.Syntax;

/// <summary>Bad input gets a diagnostic: never another exception, never an overflow of the stack, never more than linear work, counted and not timed.</summary>
public sealed class JunkTests
{
    private static readonly string[] Words =
    [
        "begin", "fexit:hrtimer_nanosleep", "kprobe:x", "{", "}", "(", ")", "[", "]", "/", "/*", "*/", "//", "\n", "if", "else", "return", "let", "printf", "print", "count", "delete", "exit",
        "\"%d\"", "\"%s %x\"", "\"", "\\", "$x", "$y", "@", "@m", "@n", "=", "==", "+=", "++", "--", "<<", ">>=", ",", ";", ":", "?", "&&", "!", "~", "-", "*", "%", "1", "0x", "18446744073709551616",
        "while", "for", "unroll", "break", "continue", "..", "$1", "$#", "_ =", "macro m(a, $b, @c)", "m(", "fn f($a: int64): void", "let @m = hash(5);", "config = {", "import \"x\";", "#define M", "#define F(x)",
        "#if", "#ifdef M", "#else", "#endif", "M", "F(", "struct s {", "union", "enum e {", "typedef", "int", "*", "&", "(struct s *)", "sizeof(", "offsetof(struct s, ", "typeof(", "uprobe:/bin/*/x:f", "\\\n",
        "?:", "(x =", "fn g(): int64 { return 1; }", "g()", "f(1)", "&$x", "&@m", "*(&$x)", "typeinfo(", "container_of(", "memcmp(", "strstr(", "find(@m, 1, $x)", "is_ptr(", "if comptime", "fail(", "config", "len(kstack)", "test:a {", "bench:b {", "str_concat(", "tseries(1, 1s, 5)", "comptime", "str(", "hist(", "(uint8)", "args.", "args.mode", "retval", "comm", "pid", "nsecs", "probe", "arg5", ".", "->", "é", "\0", " ",
    ];

    [Test]
    public void Any_text_gives_a_script_or_diagnostics() => Gen.String.Sample(Compiles, iter: 3000);

    [Test]
    public void Any_row_of_words_gives_a_script_or_diagnostics() =>
        Pick.One(Words).List[0, 40].Select(words => string.Join(' ', words)).Sample(Compiles, iter: 5000);

    [Test]
    public void Any_row_of_words_inside_a_probe_gives_a_script_or_diagnostics() =>
        Pick.One(Words).List[0, 20].Select(words => $"fexit:hrtimer_nanosleep {{ {string.Join(' ', words)} }}").Sample(Compiles, iter: 5000);

    /// <summary>Scripts of our own that use all of the language; junk is made of them.</summary>
    private static readonly string[] Sound =
    [
        "#define N 3\n#ifdef M\n#define K N\n#else\n#define K (N + 1)\n#endif\nstruct s { int a; char b[N]; struct s *next; union { long c; short d : 3; }; };\nbegin { $x = (struct s *)0; $y = sizeof(struct s) + K; }",
        "config = { max_map_keys = 10; missing_probes = warn }\nlet @m = hash(5);\nmacro up(@m, $k, x) { @m[$k] += x; @m[$k] }\nbegin { $k = 1; @m[0] = 1; print(up(@m, $k, { let $z = 2; $z * 2 })); }",
        "begin, end / pid > 1 && !(tid == 2) / { for ($i : 0..3) { if ($i == 2) { continue } while ($i < 1) { break; } @[comm, $i] = count(); unroll (2) { $t = ($i, \"a\"); print($t.1) } } return }",
        "fn f($a: int64, $s: string): int64 { if ($s == \"x\") { return $a; } for ($i : 0..3) { return $i; } return 1; }\nbegin { $x = 5; $p = &$x; let $v: typeof($x); @m[1] = 2; if (find(@m, 1, $v) && memcmp($x, $v, 3) < 0) { print(f(*$p, comm)); } if comptime is_ptr($p) { print(typeinfo($x).base_type); } else { fail(\"no\"); } }",
        "fexit:hrtimer_nanosleep, kprobe:vfs_re* /args.mode == 1 ? true : false/ { printf(\"%d %s\\n\", retval ?: -1, comm); @x = (uint8)(arg0 >> 3) % 5; @x++; delete(@x); _ = (int8[4])1; }",
    ];

    [Test]
    public void Sound_scripts_are_sound()
    {
        foreach (var script in Sound[..4])
            ScriptCompiler.Compile("sound.bt", script, RecordedKernel.WithTypes, new EngineOptions()).Probes.Should().NotBeEmpty();
    }

    [Test]
    public void Any_mutation_of_a_script_gives_a_script_or_diagnostics() =>
        Gen.Select(Pick.One(Sound), Gen.Int[0, int.MaxValue].List[1, 12], Pick.One(Words), Gen.Char).Sample(t => Compiles(Mutated(t.Item1, t.Item2, t.Item3, t.Item4)), iter: 5000);

    private static string Mutated(string script, List<int> places, string word, char character)
    {
        foreach (var place in places)
        {
            var at = script.Length == 0 ? 0 : place % script.Length;
            var length = Math.Min(script.Length - at, place % 7);
            script = (place % 5) switch
            {
                0 => script.Remove(at, length),
                1 => script.Insert(at, word),
                2 => script.Insert(at, character.ToString()),
                3 => script.Insert(at, script.Substring(at, length)),
                _ => script.Remove(at, length).Insert(at / 2, script.Substring(at, length)),
            };
        }
        return script;
    }

    [TestCase("(")]
    [TestCase("{")]
    [TestCase("!")]
    [TestCase("1+")]
    [TestCase("@a[")]
    [TestCase("f(")]
    [TestCase("a?b:")]
    [TestCase("if(1){")]
    [TestCase("if(1){}else ")]
    [TestCase("$x.y")]
    [TestCase("\"")]
    [TestCase("/*")]
    [TestCase("begin{")]
    [TestCase("begin{}")]
    [TestCase("}")]
    [TestCase("$x;")]
    [TestCase("# ")]
    [TestCase("{1;")]
    [TestCase("(x=")]
    [TestCase("(1,")]
    [TestCase("(a*")]
    [TestCase("(a[")]
    [TestCase("(struct s *)")]
    [TestCase("*")]
    [TestCase("&")]
    [TestCase("sizeof(")]
    [TestCase("if(1){1}else ")]
    [TestCase("while(1){")]
    [TestCase("for($i:0..2){")]
    [TestCase("unroll(100){")]
    [TestCase("$x.0")]
    [TestCase("$x[")]
    [TestCase("\\\n")]
    public void Nesting_and_length_without_end_cost_linear_work(string piece) => IsLinear("begin { $x = ", piece);

    [TestCase("#")]
    [TestCase("# # ")]
    [TestCase("#if 1\n")]
    [TestCase("#if 0\n")]
    [TestCase("#if (\n")]
    [TestCase("#define A A A\nA ")]
    [TestCase("#define F(x) x x\nF(F(")]
    [TestCase("struct s {")]
    [TestCase("struct s { int ((*x")]
    [TestCase("typedef int a;")]
    [TestCase("enum {")]
    [TestCase("macro m(")]
    [TestCase("macro m() {")]
    [TestCase("fn f(): ")]
    [TestCase("int *")]
    [TestCase("kprobe:a/a")]
    [TestCase("uprobe:/a/*:")]
    [TestCase("a,")]
    [TestCase("a=")]
    [TestCase("a /*")]
    [TestCase("a b{")]
    [TestCase("config = {")]
    [TestCase("let @a = ")]
    [TestCase("import ")]
    public void Anything_repeated_between_probes_costs_linear_work(string piece) => IsLinear("", piece);

    private static void IsLinear(string begin, string piece)
    {
        var (small, large) = (Work(begin, piece, 2_000), Work(begin, piece, 20_000));
        // Ten times the text; quadratic work would be a hundredfold.
        large.Steps.Should().BeLessThan((small.Steps * 12) + 1000);
        large.Bytes.Should().BeLessThan((small.Bytes * 15) + 1_000_000);
    }

    private static (long Steps, long Bytes) Work(string begin, string piece, int count)
    {
        var text = begin + string.Concat(Enumerable.Repeat(piece, count));
        var source = new SourceText("junk.bt", text);
        Parser.Parse(source, new DiagnosticBag(source), out var steps);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Compiles(text);
        return (steps, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Compiles(string text)
    {
        try
        {
            ScriptCompiler.Compile("junk.bt", text, RecordedKernel.WithTypes, new EngineOptions { RecordFirings = true });
        }
        catch (ScriptException e)
        {
            e.Diagnostics.Should().NotBeEmpty();
            e.Diagnostics.Should().OnlyContain(d => d.Line >= 1 && d.Column >= 1 && d.Length >= 1 && d.Message.Length > 0);
        }
        catch (UnsupportedException e)
        {
            e.Message.Should().NotBeEmpty();
        }
    }
}
