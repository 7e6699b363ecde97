using Conformance.Engine.Syntax;

namespace Conformance.Engine.Binding;

public sealed partial class ProbeBinder
{
    private BoundExpression Unary(UnaryExpression unary)
    {
        if (unary.Operator == UnaryOperator.Dereference)
            return Dereference(unary);
        if (unary.Operator == UnaryOperator.AddressOf)
            return AddressOf(unary);
        var operand = Integer(unary.Operand, $"the operand of '{unary.Operator.Spelling()}'");
        if (unary.Operator == UnaryOperator.Plus)
            return operand;
        var type = unary.Operator == UnaryOperator.Not ? ScriptType.Boolean
            : operand.Type is { Size: 8, Signed: false } && unary.Operator == UnaryOperator.Complement ? ScriptType.UInt64 : ScriptType.Int64;
        return operand is BoundConstant constant
            ? new BoundConstant(unary.Span, type, Folding.Apply(unary.Operator, constant.Value))
            : new BoundUnary(unary.Span, type, unary.Operator, operand);
    }

    private BoundExpression Binary(TextSpan span, BinaryOperator op, BoundExpression left, BoundExpression right)
    {
        if (left is BoundNothing || right is BoundNothing)
            return new BoundNothing(span);
        if (op is BinaryOperator.Equal or BinaryOperator.NotEqual && Comparable(left.Type, right.Type))
            return left is BoundText a && right is BoundText b
                ? new BoundConstant(span, ScriptType.Boolean, (a.Text == b.Text) == (op == BinaryOperator.Equal) ? 1 : 0)
                : new BoundBinary(span, ScriptType.Boolean, op, left, right, true);
        if (op.IsComparison() && left.Type.IsText && right.Type.IsText)
            return Binary(span, op, Builtins.Texts.MemcmpFunction.Compare(span, left, right, int.MaxValue), new BoundConstant(span, ScriptType.Int64, 0));
        if (!left.Type.IsInteger || !right.Type.IsInteger)
        {
            var both = left.Type.IsText && right.Type.IsText;
            return Report(span, $"'{op.Spelling()}' cannot be used between {Name(left.Type)} and {Name(right.Type)}", both ? "strings can be compared, and joined with str_concat()" : null);
        }
        if (op is BinaryOperator.Add or BinaryOperator.Subtract && (left.Type.IsPointer || right.Type.IsPointer))
            return PointerArithmetic(span, op, left, right);
        var meet = Folding.Meet(left, right);
        var shifts = op is BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight;
        var unsigned = shifts ? left.Type is { Size: 8, Signed: false } : !meet.Signed;
        var type = op.IsComparison() || op.IsLogical() ? ScriptType.Boolean
            : (shifts ? (unsigned ? ScriptType.UInt64 : ScriptType.Int64) : meet) with { User = left.Type.User || right.Type.User };
        if (left is BoundConstant x && right is BoundConstant y)
            return new BoundConstant(span, type, Folding.Apply(op, x.Value, y.Value, unsigned));
        return Simplified(new BoundBinary(span, type, op, left, right, unsigned));
    }

    /// <summary>Two values in memory that can be compared byte by byte.</summary>
    private static bool Comparable(ScriptType left, ScriptType right) =>
        left.IsText && right.IsText || left.Kind is TypeKind.Tuple or TypeKind.Array or TypeKind.Structure && TypeMerge.Of(TypeMerge.Widen(left), TypeMerge.Widen(right)) is { } both && both.Size == left.Room && left.Room == right.Room;

    /// <summary>As in C: numbers beside a pointer count what it points to.</summary>
    private BoundExpression PointerArithmetic(TextSpan span, BinaryOperator op, BoundExpression left, BoundExpression right)
    {
        if (left.Type.IsPointer && right.Type.IsPointer)
            return op == BinaryOperator.Subtract
                ? new BoundBinary(span, ScriptType.Int64, op, left, right, true)
                : Report(span, "two pointers cannot be added");
        if (right.Type.IsPointer)
            return op == BinaryOperator.Add ? PointerArithmetic(span, op, right, left) : Report(span, "a pointer cannot be taken from a number");
        var stride = Math.Max(1, left.Type.Pointee?.Size ?? 1);
        var distance = right is BoundConstant known
            ? new BoundConstant(right.Span, ScriptType.Int64, known.Value * stride)
            : stride == 1 ? right : new BoundBinary(right.Span, ScriptType.Int64, BinaryOperator.Multiply, right, new BoundConstant(right.Span, ScriptType.Int64, stride), false);
        return Simplified(new BoundBinary(span, left.Type, op, left, distance, true));
    }

    /// <summary>What needs no instruction: adding nothing, multiplying by one, and such.</summary>
    private static BoundExpression Simplified(BoundBinary binary)
    {
        var (left, right) = binary.Operator.IsCommutative() && !binary.Operator.IsComparison() && binary.Left is BoundConstant ? (binary.Right, binary.Left) : (binary.Left, binary.Right);
        if (right is not BoundConstant { Value: var value })
            return binary;
        var nothing = binary.Operator switch
        {
            BinaryOperator.Add or BinaryOperator.Subtract or BinaryOperator.BitOr or BinaryOperator.BitXor or BinaryOperator.ShiftLeft or BinaryOperator.ShiftRight => value == 0,
            BinaryOperator.Multiply or BinaryOperator.Divide => value == 1,
            BinaryOperator.BitAnd => value == -1,
            _ => false,
        };
        return nothing ? new BoundRetyped(binary.Span, binary.Type, left) : binary with { Left = left, Right = right };
    }

    private BoundExpression Conditional(ConditionalExpression expression)
    {
        // What is asked at compile time leaves one side only, and the other may be meant for other types.
        if (expression.Condition is CompileTimeExpression known)
            return CompileTime(known) is not BoundConstant decision ? new BoundNothing(expression.Span) : Bind(decision.Value != 0 ? expression.Then : expression.Otherwise);
        var condition = Condition(expression.Condition);
        return Conditional(expression.Span, condition, Bind(expression.Then), Bind(expression.Otherwise));
    }

    private BoundExpression Conditional(TextSpan span, BoundExpression condition, BoundExpression then, BoundExpression otherwise)
    {
        if (then is BoundNothing || otherwise is BoundNothing)
            return new BoundNothing(span);
        if (then.Type.Kind == TypeKind.None || TypeMerge.Of(TypeMerge.Widen(then.Type), TypeMerge.Widen(otherwise.Type)) is not { } merged)
            return Report(span, $"the two sides are {Name(then.Type)} and {Name(otherwise.Type)}", "both must be integers, or both strings");
        if (condition is BoundConstant constant)
            return constant.Value != 0 ? then : otherwise;
        var type = !then.Type.IsInteger || merged.C is not null ? merged : Folding.Meet(then, otherwise);
        return new BoundConditional(span, type, condition, then, otherwise);
    }

    /// <summary><c>a ?: b</c>: a is computed once.</summary>
    private BoundExpression Fallback(FallbackExpression expression) => Scoped(() =>
    {
        var value = Integer(expression.Value, "what stands before '?:'");
        if (value is BoundConstant or BoundVariable or BoundNothing)
            return Conditional(expression.Span, value, value, Bind(expression.Otherwise));
        var kept = new Variable("", TypeMerge.Widen(value.Type), expression.Span);
        var read = new BoundVariable(value.Span, kept);
        var choice = Conditional(expression.Span, read, read, Bind(expression.Otherwise));
        return choice is BoundNothing ? choice : new BoundBlockExpression(expression.Span, choice.Type, [new BoundSetVariable(value.Span, kept, value, true)], choice);
    });

    private BoundExpression BlockValue(BlockExpression block) => Scoped<BoundExpression>(() =>
    {
        var statements = Statements(block.Statements);
        var value = Bind(block.Value);
        return value is BoundNothing ? value : new BoundBlockExpression(block.Span, value.Type, statements, value);
    });

    private BoundExpression Increment(IncrementExpression increment)
    {
        if (increment.Target is MapExpression name)
        {
            var map = Map(name);
            Script.Maps.Store(map.Map, ScriptType.Int64, increment.Span, Script.Diagnostics);
            var read = ReadMap(map);
            return read.Type.IsInteger && read is BoundMap ? new BoundIncrement(increment.Span, read.Type, read, increment.Delta, increment.Prefix) : new BoundNothing(increment.Span);
        }
        var target = Bind(increment.Target);
        if (target is BoundNothing)
            return target;
        if (target is not BoundVariable variable || !target.Type.IsInteger)
            return Report(increment.Span, $"only integers can be counted up or down, but this is {Name(target.Type)}");
        variable.Variable.Reassigned = true;
        if (!variable.Type.IsPointer && variable.Type.C is not null)
            Store(variable.Variable, new BoundConstant(increment.Span, ScriptType.Int64, 1));
        return new BoundIncrement(increment.Span, target.Type, target, increment.Delta * Math.Max(1, target.Type.Pointee?.Size ?? 1), increment.Prefix);
    }
}
