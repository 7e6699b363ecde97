using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>How messages call a piece of the tree that cannot be bound here.</summary>
internal static class Constructs
{
    public static string Of(Expression expression) => expression switch
    {
        TupleExpression => "a tuple",
        RecordExpression => "a record",
        TupleItemExpression => "a part of a tuple",
        IndexExpression => "an array's element",
        UnaryExpression { Operator: UnaryOperator.Dereference } => "following a pointer with '*'",
        UnaryExpression { Operator: UnaryOperator.AddressOf } => "taking an address with '&'",
        ParameterExpression or ParameterCountExpression => "a parameter of the command line",
        SizeOfExpression => "sizeof()",
        OffsetOfExpression => "offsetof()",
        TypeInfoExpression => "typeinfo()",
        CompileTimeExpression => "comptime",
        BlockExpression => "a block as a value",
        FallbackExpression => "'?:'",
        _ => "this",
    };

    public static string Of(Statement statement) => statement switch
    {
        WhileStatement => "'while'",
        ForEachStatement or ForRangeStatement => "'for'",
        UnrollStatement => "'unroll'",
        BreakStatement => "'break'",
        ContinueStatement => "'continue'",
        ReturnStatement => "'return' with a value",
        DeclarationStatement => "a variable without its first value",
        AssignmentStatement => "a variable with a written type",
        DiscardStatement => "dropping a value with '_ ='",
        _ => "this",
    };
}
