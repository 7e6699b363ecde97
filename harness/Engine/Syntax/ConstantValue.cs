namespace Conformance.Engine.Syntax;

/// <summary>Integers that are known while parsing: lengths of arrays, values of enumerations, conditions of the preprocessor.</summary>
public static class ConstantValue
{
    /// <summary>The expression's value in 64 bits, or <c>null</c> if it is not known (or divides by zero).</summary>
    /// <param name="names">Values of names.</param>
    public static long? Of(Expression expression, Func<string, long?> names) => expression switch
    {
        IntegerExpression integer => unchecked((long)integer.Value),
        NameExpression { Name: "true" } => 1,
        NameExpression { Name: "false" } => 0,
        NameExpression name => names(name.Name),
        CallExpression call => names(call.Name),
        UnaryExpression unary => Of(unary.Operand, names) is { } value ? Apply(unary.Operator, value) : null,
        BinaryExpression { Operator: BinaryOperator.And } both => Of(both.Left, names) is { } left ? left == 0 ? 0 : Truth(Of(both.Right, names)) : null,
        BinaryExpression { Operator: BinaryOperator.Or } either => Of(either.Left, names) is { } left ? left != 0 ? 1 : Truth(Of(either.Right, names)) : null,
        BinaryExpression binary => Of(binary.Left, names) is { } left && Of(binary.Right, names) is { } right ? Apply(binary.Operator, left, right) : null,
        ConditionalExpression conditional => Of(conditional.Condition, names) is { } condition ? Of(condition != 0 ? conditional.Then : conditional.Otherwise, names) : null,
        _ => null,
    };

    private static long? Truth(long? value) => value is { } known ? known != 0 ? 1 : 0 : null;

    private static long? Apply(UnaryOperator op, long value) => op switch
    {
        UnaryOperator.Not => value == 0 ? 1 : 0,
        UnaryOperator.Complement => ~value,
        UnaryOperator.Negate => unchecked(-value),
        UnaryOperator.Plus => value,
        _ => null,
    };

    private static long? Apply(BinaryOperator op, long left, long right) => op switch
    {
        BinaryOperator.BitOr => left | right,
        BinaryOperator.BitXor => left ^ right,
        BinaryOperator.BitAnd => left & right,
        BinaryOperator.Equal => left == right ? 1 : 0,
        BinaryOperator.NotEqual => left != right ? 1 : 0,
        BinaryOperator.Less => left < right ? 1 : 0,
        BinaryOperator.LessOrEqual => left <= right ? 1 : 0,
        BinaryOperator.Greater => left > right ? 1 : 0,
        BinaryOperator.GreaterOrEqual => left >= right ? 1 : 0,
        BinaryOperator.ShiftLeft => left << (int)(right & 63),
        BinaryOperator.ShiftRight => left >> (int)(right & 63),
        BinaryOperator.Add => unchecked(left + right),
        BinaryOperator.Subtract => unchecked(left - right),
        BinaryOperator.Multiply => unchecked(left * right),
        BinaryOperator.Divide => right == 0 ? null : right == -1 ? unchecked(-left) : left / right,
        BinaryOperator.Remainder => right == 0 ? null : right == -1 ? 0 : left % right,
        _ => null,
    };
}
