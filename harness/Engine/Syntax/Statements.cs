namespace Conformance.Engine.Syntax;

/// <summary>A statement as written.</summary>
public abstract record Statement(TextSpan Span);

/// <summary>Statements between braces.</summary>
public sealed record BlockStatement(TextSpan Span, IReadOnlyList<Statement> Statements) : Statement(Span);

/// <summary>An expression for its effect.</summary>
public sealed record ExpressionStatement(TextSpan Span, Expression Expression) : Statement(Span);

/// <summary>An assignment; <paramref name="Operator"/> is set for the compound ones (<c>+=</c>).</summary>
/// <param name="Declares">Whether it is written with <c>let</c>.</param>
public sealed record AssignmentStatement(TextSpan Span, Expression Target, BinaryOperator? Operator, Expression Value, bool Declares) : Statement(Span);

/// <summary><c>if</c>, with its <c>else</c> (a block or another if) or <c>null</c>.</summary>
public sealed record IfStatement(TextSpan Span, Expression Condition, BlockStatement Then, Statement? Otherwise) : Statement(Span);

/// <summary><c>return</c>: the rest of the probe is skipped.</summary>
public sealed record ReturnStatement(TextSpan Span) : Statement(Span);
