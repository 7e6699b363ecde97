using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>Computes at compile time what needs no kernel, exactly as the generated code would: 64 bits, dividing by zero gives zero.</summary>
public static class Folding
{
    /// <summary>The operator applied to two integers; comparisons give 0 or 1.</summary>
    public static long Apply(BinaryOperator op, long left, long right, bool unsigned) => op switch
    {
        BinaryOperator.Or => left != 0 || right != 0 ? 1 : 0,
        BinaryOperator.And => left != 0 && right != 0 ? 1 : 0,
        BinaryOperator.BitOr => left | right,
        BinaryOperator.BitXor => left ^ right,
        BinaryOperator.BitAnd => left & right,
        BinaryOperator.Equal => left == right ? 1 : 0,
        BinaryOperator.NotEqual => left != right ? 1 : 0,
        BinaryOperator.Less => (unsigned ? (ulong)left < (ulong)right : left < right) ? 1 : 0,
        BinaryOperator.LessOrEqual => (unsigned ? (ulong)left <= (ulong)right : left <= right) ? 1 : 0,
        BinaryOperator.Greater => (unsigned ? (ulong)left > (ulong)right : left > right) ? 1 : 0,
        BinaryOperator.GreaterOrEqual => (unsigned ? (ulong)left >= (ulong)right : left >= right) ? 1 : 0,
        BinaryOperator.ShiftLeft => left << (int)(right & 63),
        BinaryOperator.ShiftRight => unsigned ? (long)((ulong)left >> (int)(right & 63)) : left >> (int)(right & 63),
        BinaryOperator.Add => unchecked(left + right),
        BinaryOperator.Subtract => unchecked(left - right),
        BinaryOperator.Multiply => unchecked(left * right),
        BinaryOperator.Divide => right == 0 ? 0 : unsigned ? (long)((ulong)left / (ulong)right) : right == -1 ? unchecked(-left) : left / right,
        _ => right == 0 ? left : unsigned ? (long)((ulong)left % (ulong)right) : right == -1 ? 0 : left % right,
    };

    /// <summary>The operator applied to one integer.</summary>
    public static long Apply(UnaryOperator op, long value) => op switch
    {
        UnaryOperator.Not => value == 0 ? 1 : 0,
        UnaryOperator.Complement => ~value,
        UnaryOperator.Negate => unchecked(-value),
        _ => value,
    };

    /// <summary>Cut to a type's size and extended again.</summary>
    public static long Convert(ScriptType type, long value) => (type.Size, type.Signed) switch
    {
        (1, true) => (sbyte)value,
        (1, false) => (byte)value,
        (2, true) => (short)value,
        (2, false) => (ushort)value,
        (4, true) => (int)value,
        (4, false) => (uint)value,
        _ => value,
    };

    /// <summary>
    /// The type in which two integers meet: as in C after promotion to 64 bits, so unsigned only if one side is an unsigned 64-bit value; a constant that fits both takes the other side's.
    /// </summary>
    public static ScriptType Meet(BoundExpression left, BoundExpression right) => IsWideUnsigned(left) || IsWideUnsigned(right) ? ScriptType.UInt64 : ScriptType.Int64;

    private static bool IsWideUnsigned(BoundExpression expression) =>
        expression.Type is { Size: 8, Signed: false } && expression is not BoundConstant { Value: >= 0 };
}
