using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Tracer.Commands.Stages;

/// <summary>The bound tree: each probe with its hook on this kernel, each statement and expression with its type and the text it comes from.</summary>
internal sealed class BoundStage : StagePrinter
{
    private const int MostText = 60;

    public override string Name => "bound";

    public override IReadOnlyList<string> Aliases => ["types"];

    public override void Print(BoundScript script, SourceText source, TextWriter writer)
    {
        foreach (var map in script.Maps)
            writer.Write($"{map.Name}{(map.Scalar ? "" : $"[{string.Join(", ", map.Keys!)}]")}: {map.Value}\n");
        foreach (var probe in script.Probes)
        {
            writer.Write($"probe {probe.Index} {probe.Target.AttachPoint}  (line {probe.Line})\n");
            if (probe.Predicate is { } predicate)
                Print("predicate", predicate, 1);
            Statement(probe.Body, 1);
        }

        void Statement(BoundStatement statement, int depth)
        {
            Line(depth, NameOf(statement), null, statement.Span);
            foreach (var expression in Expressions(statement))
                Print("", expression, depth + 1);
            foreach (var inner in Statements(statement))
                Statement(inner, depth + 1);
        }

        void Print(string role, BoundExpression expression, int depth)
        {
            Line(depth, role.Length > 0 ? $"{role}: {NameOf(expression)}" : NameOf(expression), expression.Type, expression.Span);
            foreach (var operand in Operands(expression))
                Print("", operand, depth + 1);
        }

        void Line(int depth, string name, ScriptType? type, TextSpan span)
        {
            var text = source.Slice(span with { Length = Math.Min(span.Length, source.Text.Length - span.Start) }).ToString().ReplaceLineEndings(" ");
            var shown = text.Length <= MostText ? text : text[..MostText] + "…";
            writer.Write($"{new string(' ', 2 * depth)}{name}{(type is null ? "" : $" : {type}")}    {shown}\n");
        }
    }

    private static string NameOf(object node) => node.GetType().Name is ['B', 'o', 'u', 'n', 'd', .. var name] ? name : node.GetType().Name;

    private static IEnumerable<BoundExpression> Expressions(BoundStatement statement) => statement switch
    {
        BoundExpressionStatement s => [s.Expression],
        BoundSetVariable s => [s.Value],
        BoundSetMap s => [s.Target, s.Value],
        BoundAddToMap s => [s.Target, s.Value],
        BoundIf s => [s.Condition],
        _ => [],
    };

    private static IEnumerable<BoundStatement> Statements(BoundStatement statement) => statement switch
    {
        BoundBlock s => s.Statements,
        BoundIf { Otherwise: { } otherwise } s => [s.Then, otherwise],
        BoundIf s => [s.Then],
        _ => [],
    };

    /// <summary>What an expression is made of; one that we do not know is shown whole.</summary>
    private static IEnumerable<BoundExpression> Operands(BoundExpression expression) => expression switch
    {
        BoundBinary e => [e.Left, e.Right],
        BoundUnary e => [e.Operand],
        BoundCast e => [e.Operand],
        BoundConditional e => [e.Condition, e.Then, e.Otherwise],
        BoundIncrement e => [e.Target],
        BoundMap e => e.Keys,
        BoundCall e => e.Operands,
        _ => [],
    };
}
