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
            foreach (var expression in BoundTree.ExpressionsOf(statement))
                Print("", expression, depth + 1);
            foreach (var inner in BoundTree.StatementsOf(statement))
                Statement(inner, depth + 1);
        }

        void Print(string role, BoundExpression expression, int depth)
        {
            Line(depth, role.Length > 0 ? $"{role}: {NameOf(expression)}" : NameOf(expression), expression.Type, expression.Span);
            foreach (var operand in BoundTree.ChildrenOf(expression))
                Print("", operand, depth + 1);
            foreach (var inner in BoundTree.StatementsOf(expression))
                Statement(inner, depth + 1);
        }

        void Line(int depth, string name, ScriptType? type, TextSpan span)
        {
            var text = source.Slice(span with { Length = Math.Min(span.Length, source.Text.Length - span.Start) }).ToString().ReplaceLineEndings(" ");
            var shown = text.Length <= MostText ? text : text[..MostText] + "…";
            writer.Write($"{new string(' ', 2 * depth)}{name}{(type is null ? "" : $" : {type}")}    {shown}\n");
        }
    }

    private static string NameOf(object node) => node.GetType().Name is ['B', 'o', 'u', 'n', 'd', .. var name] ? name : node.GetType().Name;
}
