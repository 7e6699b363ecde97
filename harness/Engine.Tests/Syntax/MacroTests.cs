using Conformance.Engine.Syntax;
using Conformance.Engine.Syntax.Macros;

namespace Conformance.Engine.Tests.Syntax;

/// <summary>Macros of the language: expanded in the tree, hygienically.</summary>
public sealed class MacroTests
{
    [TestCase("macro one() { 1 } begin { $x = one(); $y = one; }", "$x = 1;", "$y = 1;")]
    [TestCase("macro add(x) { x + 1 } begin { $x = add(2 * 3) * 4; }", "$x = (2 * 3 + 1) * 4;")]
    [TestCase("macro add(x) { x + 1 } macro two(x) { add(x) + 1 } begin { $x = two(5); }", "$x = 5 + 1 + 1;")]
    [TestCase("macro add(x) { x + 1 } begin { $x = add(add(5)); }", "$x = 5 + 1 + 1;")]
    [TestCase("macro up($a, @b) { $a += 1; @b[$a] += 1; } begin { $x = 0; up($x, @y); }", "$x += 1;", "@y[$x] += 1;")]
    [TestCase("macro local(x) { let $v = x; $v + $v } begin { $v = 1; print(local($v)); }", "let $v'1 = $v;", "$v'1 + $v'1")]
    [TestCase("macro local() { $v = 1; } begin { local(); local(); }", "$v'1 = 1;", "$v'2 = 1;")]
    [TestCase("macro each(@m) { for ($kv : @m) { print($kv.0); } } begin { each(@n); }", "for ($kv'1 : @n) {", "print($kv'1.0);")]
    [TestCase("macro thrice(x) { x; x; x; } begin { thrice(print(1)); }", "print(1);")]
    [TestCase("macro size(x) { sizeof(x) } begin { $s = size((uint8)1); }", "$s = sizeof((uint8)1);")]
    [TestCase("macro add(x) { x } macro add(x, y) { x + y } begin { $x = add(3); $y = add(1, 2); }", "$x = 3;", "$y = 1 + 2;")]
    public void A_call_becomes_the_body(string script, params string[] pieces)
    {
        var printed = Printer.Print(Expand(script));
        foreach (var piece in pieces)
            printed.Should().Contain(piece);
        printed.Should().NotContain("macro");
    }

    [TestCase("macro m() { @x++ } begin { m(); }", "the macro 'm' uses @x, which is none of its parameters")]
    [TestCase("macro m($x) { $x++ } begin { m(1 + 1); }", "the parameter $x of the macro 'm' takes a $variable")]
    [TestCase("macro m(@x) { @x++ } begin { m(@y[1]); }", "the parameter @x of the macro 'm' takes a @map without keys")]
    [TestCase("macro m(x) { x } begin { m(); }", "the macro 'm' takes 1 argument, but here are 0")]
    [TestCase("macro m() { n() } macro n() { m() } begin { m(); }", "the macro 'm' calls itself: m → n → m")]
    [TestCase("macro m() { 1; } begin { $x = m(); }", "the macro 'm' has no value")]
    [TestCase("macro m() { 1 } macro m() { 2 } begin { }", "there is already a macro 'm' that takes 0 arguments")]
    [TestCase("macro m() { 1 } macro m(a, b) { a + b } begin { $x = m(1); }", "the macro 'm' takes 0 arguments or 2 arguments, but here are 1")]
    public void A_wrong_call_is_told(string script, string message)
    {
        var expand = () => Expand(script);
        expand.Should().Throw<ScriptException>().Which.Diagnostics.Should().Contain(d => d.Message == message);
    }

    [Test]
    public void A_bomb_of_macros_is_defused()
    {
        var macros = Enumerable.Range(1, 60).Select(i => $"macro m{i}(x) {{ m{i - 1}(x) + m{i - 1}(x) }}");
        var expand = () => Expand($"macro m0(x) {{ x }}\n{string.Join('\n', macros)}\nbegin {{ $x = m60(1); }}");
        expand.Should().Throw<ScriptException>().Which.Diagnostics.Should().Contain(d => d.Message == "the script's macros make too much code");
    }

    [Test]
    public void A_growing_argument_is_defused()
    {
        var macros = Enumerable.Range(1, 60).Select(i => $"macro m{i}(x) {{ m{i - 1}(x + x) }}");
        var expand = () => Expand($"macro m0(x) {{ x }}\n{string.Join('\n', macros)}\nbegin {{ $x = m60(1); }}");
        expand.Should().Throw<ScriptException>().Which.Diagnostics.Should().Contain(d => d.Message == "the script's macros make too much code");
    }

    private static ScriptTree Expand(string script)
    {
        var source = new SourceText("test.bt", script);
        var diagnostics = new DiagnosticBag(source);
        var tree = Parser.Parse(source, diagnostics);
        diagnostics.ThrowIfAny();
        tree = MacroExpander.Expand(tree, diagnostics);
        diagnostics.ThrowIfAny();
        return tree;
    }
}
