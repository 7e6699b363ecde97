namespace Conformance.Engine.Syntax;

/// <summary>An expression as written.</summary>
/// <param name="Height">Levels of the tree below and with this node, from 1: the parser limits it, so that later stages may recurse.</param>
public abstract record Expression(TextSpan Span, int Height);

/// <summary>An integer.</summary>
public sealed record IntegerExpression(TextSpan Span, ulong Value) : Expression(Span, 1);

/// <summary>A text in quotes; escapes are resolved.</summary>
public sealed record TextExpression(TextSpan Span, string Text) : Expression(Span, 1);

/// <summary>A bare word: a builtin, or <c>true</c> and <c>false</c>.</summary>
public sealed record NameExpression(TextSpan Span, string Name) : Expression(Span, 1);

/// <summary>A variable, with its dollar sign.</summary>
public sealed record VariableExpression(TextSpan Span, string Name) : Expression(Span, 1);

/// <summary>A map with its at sign, and its keys (none for a scalar).</summary>
public sealed record MapExpression(TextSpan Span, string Name, IReadOnlyList<Expression> Keys) : Expression(Span, Tallest.Of(Keys) + 1);

/// <summary>A function called.</summary>
/// <param name="NameSpan">Where the name stands.</param>
public sealed record CallExpression(TextSpan Span, string Name, TextSpan NameSpan, IReadOnlyList<Expression> Arguments) : Expression(Span, Tallest.Of(Arguments) + 1);

/// <summary>A member (<c>args.x</c>; <c>-&gt;</c> means the same, as in bpftrace).</summary>
public sealed record MemberExpression(TextSpan Span, Expression Object, string Name, TextSpan NameSpan) : Expression(Span, Object.Height + 1);

/// <summary>A part of a tuple by its number (<c>$kv.0</c>).</summary>
public sealed record TupleItemExpression(TextSpan Span, Expression Object, int Index, TextSpan IndexSpan) : Expression(Span, Object.Height + 1);

/// <summary>An element of an array, a pointer or a tuple (<c>a[i]</c>). A map's own brackets are <see cref="MapExpression"/>.</summary>
public sealed record IndexExpression(TextSpan Span, Expression Object, Expression Index) : Expression(Span, Math.Max(Object.Height, Index.Height) + 1);

/// <summary>A tuple: <c>(a, b)</c>, <c>(a,)</c>, <c>()</c>.</summary>
public sealed record TupleExpression(TextSpan Span, IReadOnlyList<Expression> Items) : Expression(Span, Tallest.Of(Items) + 1);

/// <summary>A tuple whose parts have names: <c>(x = 1, y = 2)</c>.</summary>
public sealed record RecordExpression(TextSpan Span, IReadOnlyList<RecordField> Fields) : Expression(Span, Tallest.Of([.. Fields.Select(f => f.Value)]) + 1);

/// <summary>One named part of a <see cref="RecordExpression"/>.</summary>
public sealed record RecordField(TextSpan NameSpan, string Name, Expression Value);

/// <summary>A parameter of the command line by its number, from 1 (<c>$1</c>).</summary>
public sealed record ParameterExpression(TextSpan Span, int Index) : Expression(Span, 1);

/// <summary>How many parameters the command line has (<c>$#</c>).</summary>
public sealed record ParameterCountExpression(TextSpan Span) : Expression(Span, 1);

/// <summary>Size of a type in bytes. <c>sizeof(expression)</c> holds the <see cref="TypeOf"/> of the expression.</summary>
public sealed record SizeOfExpression(TextSpan Span, TypeName Type) : Expression(Span, Type.Height + 1);

/// <summary>Where a member lies in a structure: <c>offsetof(struct x, a.b)</c>, <c>offsetof(*curtask, comm)</c>.</summary>
public sealed record OffsetOfExpression(TextSpan Span, TypeName Type, IReadOnlyList<string> Path, TextSpan PathSpan) : Expression(Span, Type.Height + 1);

/// <summary><c>typeinfo(x)</c>: what is known of a type at compile time.</summary>
public sealed record TypeInfoExpression(TextSpan Span, TypeName Type) : Expression(Span, Type.Height + 1);

/// <summary><c>comptime x</c>: must be known at compile time.</summary>
public sealed record CompileTimeExpression(TextSpan Span, Expression Operand) : Expression(Span, Operand.Height + 1);

/// <summary><c>{ statements; value }</c>. The statements' variables live in it.</summary>
public sealed record BlockExpression(TextSpan Span, IReadOnlyList<Statement> Statements, Expression Value)
    : Expression(Span, Math.Max(Tallest.Of(Statements), Value.Height) + 1);

/// <summary><c>value ?: otherwise</c>: the value unless it is zero; it is computed once.</summary>
public sealed record FallbackExpression(TextSpan Span, Expression Value, Expression Otherwise) : Expression(Span, Math.Max(Value.Height, Otherwise.Height) + 1);

/// <summary>An operator before its operand.</summary>
public sealed record UnaryExpression(TextSpan Span, UnaryOperator Operator, Expression Operand) : Expression(Span, Operand.Height + 1);

/// <summary>An operator between operands.</summary>
public sealed record BinaryExpression(TextSpan Span, BinaryOperator Operator, Expression Left, Expression Right) : Expression(Span, Math.Max(Left.Height, Right.Height) + 1);

/// <summary><c>condition ? then : otherwise</c>; an <c>if</c> used as a value is the same with blocks as its sides.</summary>
public sealed record ConditionalExpression(TextSpan Span, Expression Condition, Expression Then, Expression Otherwise)
    : Expression(Span, Math.Max(Condition.Height, Math.Max(Then.Height, Otherwise.Height)) + 1);

/// <summary>A cast: <c>(uint8)x</c>, <c>(struct path *)arg0</c>, <c>(uint8[4])x</c>.</summary>
public sealed record CastExpression(TextSpan Span, TypeName Type, Expression Operand) : Expression(Span, Math.Max(Type.Height, Operand.Height) + 1);

/// <summary><c>++x</c>, <c>x++</c>, <c>--x</c>, <c>x--</c> on a variable or a map.</summary>
/// <param name="Delta">1 or -1.</param>
/// <param name="Prefix">Whether the value is the new one.</param>
public sealed record IncrementExpression(TextSpan Span, Expression Target, int Delta, bool Prefix) : Expression(Span, Target.Height + 1);

internal static class Tallest
{
    public static int Of(IReadOnlyList<Expression> expressions)
    {
        var height = 0;
        for (var i = 0; i < expressions.Count; i++)
            height = Math.Max(height, expressions[i].Height);
        return height;
    }

    public static int Of(IReadOnlyList<Statement> statements)
    {
        var height = 0;
        for (var i = 0; i < statements.Count; i++)
            height = Math.Max(height, statements[i].Height);
        return height;
    }

    public static int Of(IReadOnlyList<MemberDefinition> members)
    {
        var height = 0;
        for (var i = 0; i < members.Count; i++)
            height = Math.Max(height, members[i].Type.Height);
        return height;
    }
}
