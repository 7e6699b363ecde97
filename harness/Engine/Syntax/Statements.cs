namespace Conformance.Engine.Syntax;

/// <summary>A statement as written.</summary>
/// <param name="Height">Levels of the tree below and with this node, from 1.</param>
public abstract record Statement(TextSpan Span, int Height);

/// <summary>Statements between braces.</summary>
public sealed record BlockStatement(TextSpan Span, IReadOnlyList<Statement> Statements) : Statement(Span, Tallest.Of(Statements) + 1);

/// <summary>An expression for its effect.</summary>
public sealed record ExpressionStatement(TextSpan Span, Expression Expression) : Statement(Span, Expression.Height + 1);

/// <summary><c>_ = expression</c>: its value is dropped on purpose.</summary>
public sealed record DiscardStatement(TextSpan Span, Expression Value) : Statement(Span, Value.Height + 1);

/// <summary>An assignment; <paramref name="Operator"/> is set for the compound ones (<c>+=</c>).</summary>
/// <param name="Declares">Whether it is written with <c>let</c>.</param>
public sealed record AssignmentStatement(TextSpan Span, Expression Target, BinaryOperator? Operator, Expression Value, bool Declares)
    : Statement(Span, Math.Max(Target.Height, Value.Height) + 1)
{
    /// <summary>The type that <c>let $x: type = …</c> names, or <c>null</c>.</summary>
    public TypeName? Type { get; init; }
}

/// <summary><c>let $x</c> or <c>let $x: type</c>, without a value.</summary>
public sealed record DeclarationStatement(TextSpan Span, VariableExpression Variable, TypeName? Type) : Statement(Span, Variable.Height + 1);

/// <summary><c>if</c>, with its <c>else</c> (a block or another if) or <c>null</c>.</summary>
public sealed record IfStatement(TextSpan Span, Expression Condition, BlockStatement Then, Statement? Otherwise)
    : Statement(Span, Math.Max(Condition.Height, Math.Max(Then.Height, Otherwise?.Height ?? 0)) + 1);

/// <summary><c>while (condition) { … }</c>.</summary>
public sealed record WhileStatement(TextSpan Span, Expression Condition, BlockStatement Body) : Statement(Span, Math.Max(Condition.Height, Body.Height) + 1);

/// <summary><c>for ($kv : @map) { … }</c>; <paramref name="Source"/> is a map, or something else that the binder refuses.</summary>
public sealed record ForEachStatement(TextSpan Span, VariableExpression Variable, Expression Source, BlockStatement Body)
    : Statement(Span, Math.Max(Source.Height, Body.Height) + 1);

/// <summary><c>for ($i : start..end) { … }</c>; the end is not reached.</summary>
public sealed record ForRangeStatement(TextSpan Span, VariableExpression Variable, Expression Start, Expression End, BlockStatement Body)
    : Statement(Span, Math.Max(Math.Max(Start.Height, End.Height), Body.Height) + 1);

/// <summary><c>unroll (count) { … }</c>; the count must be known at compile time.</summary>
public sealed record UnrollStatement(TextSpan Span, Expression Count, BlockStatement Body) : Statement(Span, Math.Max(Count.Height, Body.Height) + 1);

/// <summary><c>break</c>: leaves the innermost loop.</summary>
public sealed record BreakStatement(TextSpan Span) : Statement(Span, 1);

/// <summary><c>continue</c>: goes on with the next round of the innermost loop.</summary>
public sealed record ContinueStatement(TextSpan Span) : Statement(Span, 1);

/// <summary><c>return</c>, with a value (subprograms, <c>test:</c> probes) or without: the rest of the probe is skipped.</summary>
public sealed record ReturnStatement(TextSpan Span, Expression? Value = null) : Statement(Span, (Value?.Height ?? 0) + 1);
