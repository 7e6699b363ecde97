namespace Conformance.Engine.Binding;

/// <summary>What a bound node is made of, for stages that look at a whole body.</summary>
public static class BoundTree
{
    /// <summary>Expressions right below this one.</summary>
    public static IEnumerable<BoundExpression> ChildrenOf(BoundExpression expression) => expression switch
    {
        BoundMap map => map.Keys,
        BoundFind find => find.Entry.Keys,
        BoundMemory memory => [memory.Address],
        BoundPart part => [part.Whole],
        BoundElement element => [element.Whole, element.Index],
        BoundBits bits => [bits.Storage],
        BoundTuple tuple => tuple.Items,
        BoundUnary unary => [unary.Operand],
        BoundBinary binary => [binary.Left, binary.Right],
        BoundConditional conditional => [conditional.Condition, conditional.Then, conditional.Otherwise],
        BoundCast cast => [cast.Operand],
        BoundRetyped retyped => [retyped.Operand],
        BoundNumberBytes bytes => [bytes.Operand],
        BoundBlockExpression block => [block.Value],
        BoundIncrement increment => [increment.Target],
        BoundCall call => call.Operands,
        BoundBuiltin builtin => builtin.Operands,
        BoundTextBuiltin builtin => builtin.Operands,
        Builtins.Maps.MapKey key => key.Map.Keys,
        _ => [],
    };

    /// <summary>Statements right below an expression.</summary>
    public static IReadOnlyList<BoundStatement> StatementsOf(BoundExpression expression) => expression switch
    {
        BoundBlockExpression block => block.Statements,
        BoundOwnCall call => [.. call.Before, call.Body],
        _ => [],
    };

    /// <summary>Expressions right below a statement.</summary>
    public static IEnumerable<BoundExpression> ExpressionsOf(BoundStatement statement) => statement switch
    {
        BoundExpressionStatement effect => [effect.Expression],
        BoundSetVariable set => [set.Value],
        BoundSetMap set => [set.Target, set.Value],
        BoundAddToMap add => [add.Target, add.Value],
        BoundIf conditional => [conditional.Condition],
        BoundWhile loop => [loop.Condition],
        BoundRange range => [range.Start, range.End],
        BoundReturn { Value: { } value } => [value],
        BoundOwnReturn { Value: { } value } => [value],
        _ => [],
    };

    /// <summary>Statements right below this one.</summary>
    public static IReadOnlyList<BoundStatement> StatementsOf(BoundStatement statement) => statement switch
    {
        BoundBlock block => block.Statements,
        BoundIf { Otherwise: { } otherwise } conditional => [conditional.Then, otherwise],
        BoundIf conditional => [conditional.Then],
        BoundWhile loop => [loop.Body],
        BoundRange range => [range.Body],
        BoundEach each => [each.Body],
        _ => [],
    };

    /// <summary>Whether a statement, or anything below it, is one of these.</summary>
    public static bool Any(BoundStatement statement, Func<BoundStatement, bool>? statements, Func<BoundExpression, bool>? expressions) =>
        (statements?.Invoke(statement) ?? false)
        || ExpressionsOf(statement).Any(e => Any(e, statements, expressions))
        || StatementsOf(statement).Any(s => Any(s, statements, expressions));

    /// <summary>Whether an expression, or anything below it, is one of these.</summary>
    public static bool Any(BoundExpression expression, Func<BoundStatement, bool>? statements, Func<BoundExpression, bool>? expressions) =>
        (expressions?.Invoke(expression) ?? false)
        || ChildrenOf(expression).Any(e => Any(e, statements, expressions))
        || StatementsOf(expression).Any(s => Any(s, statements, expressions));
}
