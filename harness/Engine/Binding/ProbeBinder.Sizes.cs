using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

/// <summary>How large the script says its values are, for <c>sizeof</c> and <c>strcap</c>: numbers are kept in 64 bits and texts in whole words, whatever they need.</summary>
public sealed partial class ProbeBinder
{
    /// <summary>Bytes of a value as it is written: of a literal the narrowest that hold it, of a variable what its assignments together need.</summary>
    internal int Breadth(Expression written, BoundExpression value)
    {
        switch (value)
        {
            case BoundText text:
                return text.Bytes.Length + 1;
            case BoundConstant constant when IsLiteral(written):
                return Narrowest(constant.Value, constant.Type.Signed);
            case BoundVariable { Variable: var variable }:
                variable.Measured = true;
                return Math.Max(variable.Breadth, Script.Variables.BreadthOf(variable)) is > 0 and var breadth ? breadth : SizeOf(variable.Type);
            default:
                return SizeOf(value.Type);
        }
    }

    private BoundExpression SizeOf(SizeOfExpression expression)
    {
        if (expression.Type is TypeOf { Operand: var operand })
            return Quietly(operand) is not BoundNothing and var value ? Size(Breadth(operand, value)) : new BoundNothing(expression.Span);
        return TypeOf(expression.Type) is { } type ? Size(SizeOf(type)) : new BoundNothing(expression.Span);

        BoundConstant Size(int bytes) => new(expression.Span, ScriptType.UInt64, bytes);
    }

    /// <summary>Says that a variable also holds this value.</summary>
    private void Broaden(Variable variable, int breadth)
    {
        if (breadth <= variable.Breadth)
            return;
        variable.Breadth = breadth;
        Script.Variables.Broadened(variable);
    }

    private static bool IsLiteral(Expression expression) => expression switch
    {
        IntegerExpression => true,
        UnaryExpression unary => IsLiteral(unary.Operand),
        BinaryExpression binary => IsLiteral(binary.Left) && IsLiteral(binary.Right),
        _ => false,
    };

    private static int Narrowest(long value, bool signed) => signed && value < 0
        ? value switch { >= sbyte.MinValue => 1, >= short.MinValue => 2, >= int.MinValue => 4, _ => 8 }
        : (ulong)value switch { <= byte.MaxValue => 1, <= ushort.MaxValue => 2, <= uint.MaxValue => 4, _ => 8 };

    /// <summary>What sizeof says of a type: a text as long as texts may be has room for its end beside that.</summary>
    private int SizeOf(ScriptType type) => type.Kind == TypeKind.Integer ? type.Size : type.C?.Size ?? (type.IsText ? Math.Min(type.Size, Script.Options.MaxStringLength) : type.Size);

    private static int SizeOf(BoundExpression value) => value.Type.C?.Size ?? value.Type.Size;
}
