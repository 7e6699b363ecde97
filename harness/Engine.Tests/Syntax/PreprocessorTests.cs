using Conformance.Engine.Syntax;

namespace Conformance.Engine.Tests.Syntax;

/// <summary>Directives and macros of the preprocessor.</summary>
public sealed class PreprocessorTests
{
    [TestCase("#define N 3\nbegin { $x = N; }", "$x = 3;")]
    [TestCase("#define N 1 + 2\nbegin { $x = N * 2; }", "$x = (1 + 2) * 2;")]
    [TestCase("#define N (1 + 2)\nbegin { $x = N; }", "$x = 1 + 2;")]
    [TestCase("#define NEGATIVE -1\nbegin { $x = NEGATIVE; }", "$x = -1;")]
    [TestCase("#define A B\n#define B 7\nbegin { $x = A; }", "$x = 7;")]
    [TestCase("#define SELF SELF + 1\nbegin { $x = SELF; }", "$x = SELF + 1;")]
    [TestCase("#define TWICE(x) ((x) * 2)\nbegin { $x = TWICE(3 + 4); }", "$x = (3 + 4) * 2;")]
    [TestCase("#define TWICE(x) ((x) * 2)\nbegin { $x = TWICE(TWICE(1)); }", "$x = 1 * 2 * 2;")]
    [TestCase("#define PAIR(a, b) (a, b)\nbegin { $x = PAIR(f(1, 2), 3); }", "$x = (f(1, 2), 3);")]
    [TestCase("#define ZERO() 0\nbegin { $x = ZERO(); }", "$x = 0;")]
    [TestCase("#define F(x) x\nbegin { $x = F; }", "$x = F;")]
    [TestCase("#define T struct x *\nbegin { $x = (T)$y; }", "$x = (struct x *)$y;")]
    [TestCase("#define TEXT \"a\\n\"\nbegin { printf(TEXT); }", "printf(\"a\\n\");")]
    [TestCase("#define LONG 1 + \\\n  2\nbegin { $x = LONG; }", "$x = 1 + 2;")]
    [TestCase("#define COMMENTED 1 // one\nbegin { $x = COMMENTED; }", "$x = 1;")]
    [TestCase("#define N 1 /* more\n lines */\nbegin { $x = N; }", "$x = 1;")]
    [TestCase("#define N 1\n#undef N\nbegin { $x = N; }", "$x = N;")]
    [TestCase("#ifdef HAVE\n#define N 1\n#else\n#define N 2\n#endif\nbegin { $x = N; }", "$x = 1;")]
    [TestCase("#ifndef HAVE\n#define N 1\nthis \"is not read\n#else\n#define N 2\n#endif\nbegin { $x = N; }", "$x = 2;")]
    [TestCase("#if defined(NOTHING)\n#define N 1\n#elif defined HAVE && HAVE == 1\n#define N 2\n#elif 1\n#define N 3\n#endif\nbegin { $x = N; }", "$x = 2;")]
    [TestCase("#if 0\n#if 1\n#define N 1\n#else\n#define N 2\n#endif\n#else\n#define N 3\n#endif\nbegin { $x = N; }", "$x = 3;")]
    [TestCase("#if UNKNOWN\n#define N 1\n#else\n#define N 2\n#endif\nbegin { $x = N; }", "$x = 2;")]
    [TestCase("begin {\n#ifdef HAVE\n$x = 1;\n#else\n$x = 2;\n#endif\n}", "$x = 1;")]
    [TestCase("  # define N 5\nbegin { $x = N; }", "$x = 5;")]
    [TestCase("#!/usr/bin/env bpftrace\n#define N 5\nbegin { $x = N; }", "$x = 5;")]
    public void What_a_script_means_behind_its_directives(string script, string statement) => Printed(script).Should().Contain($"  {statement}\n");

    [Test]
    public void Macros_reach_definitions_but_not_attach_points()
    {
        var printed = Printed("#define SIZE 16\n#define vfs_read other\nstruct s { char name[SIZE * 2]; };\nkprobe:vfs_read, kprobe:vfs_re* { }");
        printed.Should().Contain("char name[32];").And.Contain("kprobe:vfs_read, kprobe:vfs_re* {");
    }

    [Test]
    public void Headers_are_remembered_not_read()
    {
        var tree = Parse("#include <linux/sched.h>\n#include \"own.h\" // mine\nbegin { }");
        tree.Includes.Should().Equal("<linux/sched.h>", "\"own.h\" // mine");
    }

    [TestCase("#if 1\nbegin { }", 1, 1, "this condition never ends")]
    [TestCase("begin { }\n#endif", 2, 1, "#endif without #if")]
    [TestCase("#if 1\n#else\n#else\n#endif\nbegin { }", 3, 1, "#else behind #else")]
    [TestCase("#define 1\nbegin { }", 1, 1, "#define needs the name of a macro")]
    [TestCase("#defin N 1\nbegin { }", 1, 2, "unknown directive '#defin'")]
    [TestCase("#error not here\nbegin { }", 1, 1, "the script stops here: not here")]
    [TestCase("#if 1 +\n#endif\nbegin { }", 1, 8, "expected an expression, but here is the end of the script")]
    [TestCase("#if 1 / 0\n#endif\nbegin { }", 1, 1, "this condition is not known before the script runs")]
    [TestCase("#define F(x) x\nbegin { $x = F(1, 2); }", 2, 14, "the macro 'F' takes 1 arguments, but here are 2")]
    [TestCase("#define F(x) x\nbegin { $x = F(1", 2, 14, "the arguments of 'F' never end")]
    [TestCase("#define BROKEN 1 +\nbegin { $x = BROKEN; }", 2, 20, "expected an expression, but here is ';'")]
    [TestCase("#define BROKEN )\nbegin { $x = BROKEN; }", 2, 14, "expected an expression, but here is ')'")]
    public void Mistakes_stand_where_the_user_wrote_them(string script, int line, int column, string message)
    {
        var parse = () => Parse(script);
        parse.Should().Throw<ScriptException>().Which.Diagnostics.Should().ContainSingle(d => d.Message == message)
            .Which.Should().Match<Diagnostic>(d => d.Line == line && d.Column == column);
    }

    [Test]
    public void A_bomb_of_macros_is_defused()
    {
        var lines = Enumerable.Range(1, 60).Select(i => $"#define M{i} M{i - 1} + M{i - 1}");
        var parse = () => Parse($"#define M0 1\n{string.Join('\n', lines)}\nbegin {{ $x = M60; }}");
        parse.Should().Throw<ScriptException>().Which.Diagnostics.Should().Contain(d => d.Message.StartsWith("the script's macros make more than"));
    }

    [Test]
    public void A_chain_of_macros_ends()
    {
        var lines = Enumerable.Range(1, 100_000).Select(i => $"#define M{i} M{i - 1}");
        var parse = () => Parse($"#define M0 1\n{string.Join('\n', lines)}\nbegin {{ $x = M100000; }}");
        parse.Should().Throw<ScriptException>().Which.Diagnostics.Should().Contain(d => d.Message.StartsWith("macros are nested more than"));
    }

    private static string Printed(string script) => Printer.Print(Parse(script));

    private static ScriptTree Parse(string script)
    {
        var source = new SourceText("test.bt", script);
        var diagnostics = new DiagnosticBag(source);
        var tree = Parser.Parse(source, diagnostics, "HAVE");
        diagnostics.ThrowIfAny();
        return tree;
    }
}
