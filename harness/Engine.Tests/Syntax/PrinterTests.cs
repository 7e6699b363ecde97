using Conformance.Engine.Syntax;
using CsCheck;

namespace Conformance.Engine.Tests.Syntax;

public sealed class PrinterTests
{
    private static readonly Gen<Expression> Leaf = Gen.OneOf<Expression>(
        Gen.ULong.Select(v => (Expression)new IntegerExpression(default, v)),
        Gen.String[Gen.OneOf(Gen.Char['\u0001', '\u007f'], Gen.Const('"'), Gen.Const('\\'), Gen.Const('é')), 0, 6].Select(t => (Expression)new TextExpression(default, t)),
        Pick.One("pid", "comm", "retval").Select(n => (Expression)new NameExpression(default, n)),
        Pick.One("$x", "$y_1").Select(n => (Expression)new VariableExpression(default, n)),
        Pick.One("@", "@m").Select(n => (Expression)new MapExpression(default, n, [])));

    private static readonly Gen<Expression> Any = Gen.Recursive<Expression>((depth, inner) => depth > 4 ? Leaf : Gen.OneOf<Expression>(
        Leaf,
        Gen.Select(Gen.Enum<BinaryOperator>(), inner, inner).Select(t => (Expression)new BinaryExpression(default, t.Item1, t.Item2, t.Item3)),
        Gen.Select(Gen.Enum<UnaryOperator>(), inner).Select(t => (Expression)new UnaryExpression(default, t.Item1, t.Item2)),
        Gen.Select(inner, inner, inner).Select(t => (Expression)new ConditionalExpression(default, t.Item1, t.Item2, t.Item3)),
        Gen.Select(Pick.One("uint8", "int64"), inner).Select(t => (Expression)new CastExpression(default, t.Item1, t.Item2)),
        Gen.Select(inner.List[1, 3], Pick.One("@k", "@")).Select(t => (Expression)new MapExpression(default, t.Item2, t.Item1)),
        Gen.Select(inner.List[0, 3], Pick.One("printf", "f")).Select(t => (Expression)new CallExpression(default, t.Item2, default, t.Item1)),
        inner.Select(e => (Expression)new MemberExpression(default, e, "field", default)),
        Gen.Select(Gen.Bool, Pick.One(1, -1), Pick.One("$v", "@v")).Select(t =>
            (Expression)new IncrementExpression(default, t.Item3[0] == '$' ? new VariableExpression(default, t.Item3) : new MapExpression(default, t.Item3, []), t.Item2, t.Item1))));

    [Test]
    public void Every_expression_is_read_back_as_it_was_in_predicates_and_in_bodies() =>
        Gen.Select(Any, Any).Sample((predicate, value) =>
        {
            var body = new BlockStatement(default,
            [
                new AssignmentStatement(default, new VariableExpression(default, "$r"), BinaryOperator.ShiftLeft, value, false),
                new IfStatement(default, value, new BlockStatement(default, [new ReturnStatement(default)]), new IfStatement(default, predicate, new BlockStatement(default, []), null)),
                new ExpressionStatement(default, predicate),
            ]);
            var tree = new ScriptTree([new ProbeTree(default, [new AttachPoint(default, "kretfunc", "vfs_re*"), new AttachPoint(default, "BEGIN", "")], predicate, body)]);
            ReadBack(Printer.Print(tree)).Should().Be(TreeText.Of(tree));
        }, iter: 2000);

    [TestCase("$a - ($b - $c)")]
    [TestCase("-(-1)")]
    [TestCase("-(--$x)")]
    [TestCase("($a ? $b : $c) ? $d : $e")]
    [TestCase("($a ? $b : $c).f")]
    [TestCase("(uint8)($a + $b)")]
    [TestCase("!($a && $b)")]
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
