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

/// <summary>A member (<c>args.x</c>; <c>-&gt;</c> means the same).</summary>
public sealed record MemberExpression(TextSpan Span, Expression Object, string Name, TextSpan NameSpan) : Expression(Span, Object.Height + 1);

/// <summary>An operator before its operand.</summary>
public sealed record UnaryExpression(TextSpan Span, UnaryOperator Operator, Expression Operand) : Expression(Span, Operand.Height + 1);

/// <summary>An operator between operands.</summary>
public sealed record BinaryExpression(TextSpan Span, BinaryOperator Operator, Expression Left, Expression Right) : Expression(Span, Math.Max(Left.Height, Right.Height) + 1);

/// <summary><c>condition ? then : otherwise</c>.</summary>
public sealed record ConditionalExpression(TextSpan Span, Expression Condition, Expression Then, Expression Otherwise)
    : Expression(Span, Math.Max(Condition.Height, Math.Max(Then.Height, Otherwise.Height)) + 1);

/// <summary>A cast to an integer type, named as scripts do (<c>uint8</c> … <c>int64</c>).</summary>
public sealed record CastExpression(TextSpan Span, string TypeName, Expression Operand) : Expression(Span, Operand.Height + 1);

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
}
