using Conformance.Engine.Syntax;
using CsCheck;

namespace Conformance.Engine.Tests.Syntax;

public sealed class PrinterTests
{
    [Test]
    public void Every_script_is_read_back_as_it_was() =>
        Trees.Script.Sample(tree => ReadBack(Printer.Print(tree)).Should().Be(TreeText.Of(tree)), iter: 500);

    [TestCase("$a - ($b - $c)")]
    [TestCase("-(-1)")]
    [TestCase("-(--$x)")]
    [TestCase("($a ? $b : $c) ? $d : $e")]
    [TestCase("($a ? $b : $c).f")]
    [TestCase("(uint8)($a + $b)")]
    [TestCase("!($a && $b)")]
    [TestCase("&(&$x)")]
    [TestCase("*(*$x)")]
    [TestCase("(*$x).y")]
    [TestCase("*$x.y")]
    [TestCase("(pid_t)(-1)")]
    [TestCase("(uint8)-1")]
    [TestCase("(struct x *)-1")]
    [TestCase("((struct x *)$y).z")]
    [TestCase("(unsigned_thing[4])(&$x)")]
    [TestCase("(@x)[1]")]
    [TestCase("@x[1][2]")]
    [TestCase("($a, $b).0.1")]
    [TestCase("($a,)")]
    [TestCase("()")]
    [TestCase("(x = 1, y = (z = 2))")]
    [TestCase("sizeof(struct x)")]
    [TestCase("sizeof($x.y)")]
    [TestCase("offsetof(struct x, a.b)")]
    [TestCase("offsetof(*$x, a)")]
    [TestCase("($a ?: $b) ? $c : $d ?: $e")]
    [TestCase("comptime (-1)")]
    public void Parentheses_that_matter_are_kept(string expression)
    {
        var printed = Printer.Print(Parse($"begin {{ $r = {expression}; }}"));
        printed.Should().Contain($"$r = {expression};");
    }

    private static string ReadBack(string text) => TreeText.Of(Parse(text));

    private static ScriptTree Parse(string text)
    {
        var source = new SourceText("test.bt", text);
        var diagnostics = new DiagnosticBag(source);
        var tree = Parser.Parse(source, diagnostics);
        diagnostics.ThrowIfAny();
        return tree;
    }
}
