using System.Text;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Tests.Syntax;

/// <summary>A tree as nested parentheses, without places: equal texts mean equal trees. Shares nothing with the printer.</summary>
internal static class TreeText
{
    public static string Of(ScriptTree script)
    {
        var text = new StringBuilder();
        foreach (var probe in script.Probes)
        {
            text.Append("(probe ").AppendJoin(' ', probe.AttachPoints.Select(p => $"{p.Mechanism}|{p.Hook}"));
            text.Append(" if ").Append(Of(probe.Predicate)).Append(Of(probe.Body)).Append(')');
        }
        return text.ToString();
    }

    public static string Of(Expression? expression) => expression switch
    {
        null => "-",
        IntegerExpression e => e.Value.ToString(),
        TextExpression e => $"\"{string.Join(',', e.Text.Select(c => (int)c))}\"",
        NameExpression e => e.Name,
        VariableExpression e => e.Name,
        MapExpression e => $"({e.Name} {All(e.Keys)})",
        CallExpression e => $"(call {e.Name} {All(e.Arguments)})",
        MemberExpression e => $"(. {Of(e.Object)} {e.Name})",
        UnaryExpression e => $"({e.Operator} {Of(e.Operand)})",
        BinaryExpression e => $"({e.Operator} {Of(e.Left)} {Of(e.Right)})",
        ConditionalExpression e => $"(? {Of(e.Condition)} {Of(e.Then)} {Of(e.Otherwise)})",
        CastExpression e => $"(cast {e.TypeName} {Of(e.Operand)})",
        IncrementExpression e => $"(step {e.Delta} {e.Prefix} {Of(e.Target)})",
        _ => throw new ArgumentException(expression.GetType().Name),
    };

    private static string Of(Statement? statement) => statement switch
    {
        null => "-",
        BlockStatement s => $"{{{string.Concat(s.Statements.Select(Of))}}}",
        IfStatement s => $"(if {Of(s.Condition)} {Of(s.Then)} {Of(s.Otherwise)})",
        AssignmentStatement s => $"(set {s.Declares} {s.Operator} {Of(s.Target)} {Of(s.Value)})",
        ExpressionStatement s => $"(do {Of(s.Expression)})",
        ReturnStatement => "(return)",
        _ => throw new ArgumentException(statement.GetType().Name),
    };

    private static string All(IEnumerable<Expression> expressions) => string.Join(' ', expressions.Select(Of));
}
