using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>Goes to the label if the condition holds.</summary>
    public void BranchTo(BoundExpression condition, Label label)
    {
        var registers = _registers.Mark();
        _registers.Take(Register.R1);
        Branch(condition, label, true, Register.R1);
        _registers.Release(registers);
    }

    /// <summary>Goes to the label if the condition's truth is <paramref name="when"/>, else falls through. &amp;&amp; and || compute their right side only if needed.</summary>
    /// <param name="scratch">A register that the caller has taken and does not need.</param>
    public void Branch(BoundExpression condition, Label label, bool when, Register scratch)
    {
        switch (condition)
        {
            case BoundConstant constant:
                if (constant.Value != 0 == when)
                    Code.Jump(label);
                break;
            case BoundUnary { Operator: UnaryOperator.Not } not:
                Branch(not.Operand, label, !when, scratch);
                break;
            case BoundBinary { Operator: BinaryOperator.And } and:
                Logical(and, label, when, decides: false, scratch);
                break;
            case BoundBinary { Operator: BinaryOperator.Or } or:
                Logical(or, label, when, decides: true, scratch);
                break;
            case BoundBinary binary when binary.Operator.IsComparison() && binary.Left.Type.IsAggregate:
                CompareTexts(binary, label, when, scratch);
                break;
            case BoundBinary binary when binary.Operator.IsComparison():
                Compare(binary, label, when, scratch);
                break;
            default:
                Code.JumpIf(when ? Jump.NotEqual : Jump.Equal, HomeOr(scratch, condition), 0, label);
                break;
        }
    }

    /// <param name="decides">The truth of a side that decides the whole: false for &amp;&amp;, true for ||.</param>
    private void Logical(BoundBinary logical, Label label, bool when, bool decides, Register scratch)
    {
        if (when == decides)
        {
            Branch(logical.Left, label, when, scratch);
            Branch(logical.Right, label, when, scratch);
            return;
        }
        var decided = Code.NewLabel();
        Branch(logical.Left, decided, decides, scratch);
        Branch(logical.Right, label, when, scratch);
        Code.Bind(decided);
    }

    private void Compare(BoundBinary binary, Label label, bool when, Register scratch)
    {
        var (left, right, op) = (binary.Left, binary.Right, binary.Operator);
        if (left is BoundConstant)
            (left, right, op) = (right, left, Mirror(op));
        var condition = ConditionOf(when ? op : Opposite(op), binary.Unsigned);
        var mark = _registers.Mark();
        var frame = _frame.Mark();
        if (right is BoundConstant { Value: var constant } && InstructionWriter.Fits(constant))
        {
            Code.JumpIf(condition, HomeOr(scratch, left), (int)constant, label);
        }
        else if (Home(left) is { } a && Home(right) is { } b)
        {
            Code.JumpIf(condition, a, b, label);
        }
        else
        {
            var (x, y) = Pair(left, right, scratch);
            Code.JumpIf(condition, x, y, label);
        }
        _frame.Release(frame);
        _registers.Release(mark);
    }

    /// <summary>A variable's own register, or the scratch register with the value in it.</summary>
    private Register HomeOr(Register scratch, BoundExpression expression)
    {
        if (Home(expression) is { } home)
            return home;
        Evaluate(expression, scratch);
        return scratch;
    }

    private static BinaryOperator Mirror(BinaryOperator op) => op switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => op,
    };

    private static BinaryOperator Opposite(BinaryOperator op) => op switch
    {
        BinaryOperator.Equal => BinaryOperator.NotEqual,
        BinaryOperator.NotEqual => BinaryOperator.Equal,
        BinaryOperator.Less => BinaryOperator.GreaterOrEqual,
        BinaryOperator.LessOrEqual => BinaryOperator.Greater,
        BinaryOperator.Greater => BinaryOperator.LessOrEqual,
        _ => BinaryOperator.Less,
    };

    private static Jump ConditionOf(BinaryOperator op, bool unsigned) => op switch
    {
        BinaryOperator.Equal => Jump.Equal,
        BinaryOperator.NotEqual => Jump.NotEqual,
        BinaryOperator.Less => unsigned ? Jump.Below : Jump.Less,
        BinaryOperator.LessOrEqual => unsigned ? Jump.BelowOrEqual : Jump.LessOrEqual,
        BinaryOperator.Greater => unsigned ? Jump.Above : Jump.Greater,
        _ => unsigned ? Jump.AboveOrEqual : Jump.GreaterOrEqual,
    };
}
