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
/// <param name="Value">What the program or subprogram answers; <c>null</c> for zero.</param>
public sealed record BoundReturn(TextSpan Span, BoundExpression? Value) : BoundStatement(Span);

/// <summary><c>return</c> of a function of the script's own.</summary>
/// <param name="Result">What receives the value, or <c>null</c>.</param>
public sealed record BoundOwnReturn(TextSpan Span, Variable? Result, BoundExpression? Value) : BoundStatement(Span);

/// <summary>A variable that begins to live, as zero.</summary>
public sealed record BoundDeclare(TextSpan Span, Variable Variable) : BoundStatement(Span);

/// <summary><c>while</c>.</summary>
public sealed record BoundWhile(TextSpan Span, BoundExpression Condition, BoundBlock Body) : BoundStatement(Span);

/// <summary><c>for</c> over the integers from a start to before an end; both are computed once.</summary>
public sealed record BoundRange(TextSpan Span, Variable Variable, BoundExpression Start, BoundExpression End, BoundBlock Body) : BoundStatement(Span);

/// <summary><c>for</c> over a map's entries; the variable is a tuple of key and value.</summary>
public sealed record BoundEach(TextSpan Span, Variable Variable, MapSymbol Map, BoundBlock Body) : BoundStatement(Span)
{
    /// <summary>For a map of aggregations: how the cells of so many CPUs become one value.</summary>
    public (Builtins.Aggregations.Aggregation By, int Cpus)? Folds { get; init; }
}

/// <summary><c>break</c>.</summary>
public sealed record BoundBreak(TextSpan Span) : BoundStatement(Span);

/// <summary><c>continue</c>.</summary>
public sealed record BoundContinue(TextSpan Span) : BoundStatement(Span);

/// <summary>One probe on one hook.</summary>
public sealed record BoundProbe(int Index, TextSpan Span, int Line, ProbeTarget Target, BoundExpression? Predicate, BoundBlock Body);

/// <summary>A whole script, bound.</summary>
public sealed record BoundScript(IReadOnlyList<BoundProbe> Probes, IReadOnlyList<MapSymbol> Maps, IReadOnlyList<IScriptAction> Actions)
{
    /// <summary>Depths of the stacks that the script collects.</summary>
    public IReadOnlyCollection<int> StackDepths { get; init; } = [];

    /// <summary>Whether it prints names of places in processes.</summary>
    public bool NamesProcesses { get; init; }

    /// <summary>Names of the hooks that share programs.</summary>
    public HookNames? Names { get; init; }
}
