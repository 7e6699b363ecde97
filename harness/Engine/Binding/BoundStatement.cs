using Conformance.Engine.Output;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>A statement whose names and types are known.</summary>
public abstract record BoundStatement(TextSpan Span);

/// <summary>Statements with variables of their own.</summary>
public sealed record BoundBlock(TextSpan Span, IReadOnlyList<BoundStatement> Statements) : BoundStatement(Span);

/// <summary>An expression for its effect.</summary>
public sealed record BoundExpressionStatement(TextSpan Span, BoundExpression Expression) : BoundStatement(Span);

/// <summary>A variable set; <paramref name="Declares"/> says that it begins to live here.</summary>
public sealed record BoundSetVariable(TextSpan Span, Variable Variable, BoundExpression Value, bool Declares) : BoundStatement(Span);

/// <summary>A map's entry set.</summary>
public sealed record BoundSetMap(TextSpan Span, BoundMap Target, BoundExpression Value) : BoundStatement(Span);

/// <summary>Something added to a map's entry, which begins at zero; atomic, so that no CPU's addition is lost.</summary>
/// <param name="Subtracts">Whether it is taken away instead.</param>
public sealed record BoundAddToMap(TextSpan Span, BoundMap Target, BoundExpression Value, bool Subtracts) : BoundStatement(Span);

/// <summary><c>if</c>.</summary>
public sealed record BoundIf(TextSpan Span, BoundExpression Condition, BoundStatement Then, BoundStatement? Otherwise) : BoundStatement(Span);

/// <summary><c>return</c>.</summary>
public sealed record BoundReturn(TextSpan Span) : BoundStatement(Span);

/// <summary>One probe on one hook.</summary>
public sealed record BoundProbe(int Index, TextSpan Span, int Line, ProbeTarget Target, BoundExpression? Predicate, BoundBlock Body);

/// <summary>A whole script, bound.</summary>
public sealed record BoundScript(IReadOnlyList<BoundProbe> Probes, IReadOnlyList<MapSymbol> Maps, IReadOnlyList<IScriptAction> Actions);
