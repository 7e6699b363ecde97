using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>
    /// Computes an integer into a register that the caller has taken. If the expression calls helpers, the caller must not hold anything else in r1 to r5.
    /// r0 may be destroyed by every evaluation.
    /// </summary>
    public void Evaluate(BoundExpression expression, Register target)
    {
        switch (expression)
        {
            case BoundConstant constant:
                Code.Set(target, constant.Value);
                break;
            case BoundBuiltin builtin:
                builtin.Emit(this, target);
                break;
            case BoundContext context:
                Context(context, target);
                break;
            case BoundContextAddress address:
                ContextAddress(address, target);
                break;
            case BoundVariable variable:
                Variable(variable.Variable, target);
                break;
            case BoundMap map:
                ReadMap(map, target);
                break;
            case BoundFind find:
                Find(find, target);
                break;
            case BoundVariableAddress address:
                Code.SetAddress(Register.R1, _variables[address.Variable].Place);
                AsNumber(target);
                break;
            case BoundMapAddress address:
                Code.SetMap(Register.R1, _maps.IndexOf(address.Map));
                AsNumber(target);
                break;
            case BoundRetyped retyped:
                Evaluate(retyped.Operand, target);
                break;
            case BoundBlockExpression block:
                Inner(block, () => Evaluate(block.Value, target));
                break;
            case BoundOwnCall call:
                OwnCall(call, () => Variable(call.Result!, target));
                break;
            case BoundMemory memory:
                Memory(memory, target);
                break;
            case BoundPart part:
                Part(part, target);
                break;
            case BoundElement element:
                Element(element, target);
                break;
            case BoundBits bits:
                Bits(bits, target);
                break;
            case BoundCast cast:
                Evaluate(cast.Operand, target);
                Narrow(target, cast.Type);
                break;
            case BoundIncrement increment:
                Increment(increment, target);
                break;
            case BoundUnary { Operator: UnaryOperator.Negate } unary:
                Evaluate(unary.Operand, target);
                Code.Arithmetic(Arithmetic.Negate, target, 0);
                break;
            case BoundUnary { Operator: UnaryOperator.Complement } unary:
                Evaluate(unary.Operand, target);
                Code.Arithmetic(Arithmetic.Xor, target, -1);
                break;
            case BoundBinary binary when !binary.Operator.IsComparison() && !binary.Operator.IsLogical():
                Binary(binary, target);
                break;
            case BoundConditional conditional:
                Conditional(conditional, target);
                break;
            default:
                Truth(expression, target);
                break;
        }
    }

    /// <summary>Cuts a register to a type's size and extends it to 64 bits again.</summary>
    public void Narrow(Register register, ScriptType type)
    {
        var bits = 64 - 8 * type.Size;
        if (bits == 0)
            return;
        if (type.Signed)
        {
            Code.Arithmetic(Arithmetic.ShiftLeft, register, bits);
            Code.Arithmetic(Arithmetic.ShiftRightSigned, register, bits);
        }
        else if (type.Size == 4)
        {
            Code.Move32(register, register);
        }
        else
        {
            Code.Arithmetic(Arithmetic.And, register, (1 << 8 * type.Size) - 1);
        }
    }

    /// <summary>Comparisons and logic as 0 or 1.</summary>
    private void Truth(BoundExpression expression, Register target)
    {
        var (no, end) = (Code.NewLabel(), Code.NewLabel());
        Branch(expression, no, false, target);
        Code.Set(target, 1);
        Code.Jump(end);
        Code.Bind(no);
        Code.Set(target, 0);
        Code.Bind(end);
    }

    private void Conditional(BoundConditional conditional, Register target)
    {
        var (otherwise, end) = (Code.NewLabel(), Code.NewLabel());
        Branch(conditional.Condition, otherwise, false, target);
        Evaluate(conditional.Then, target);
        Code.Jump(end);
        Code.Bind(otherwise);
        Evaluate(conditional.Otherwise, target);
        Code.Bind(end);
    }

    private void Binary(BoundBinary binary, Register target)
    {
        var signedDivision = binary.Operator is BinaryOperator.Divide or BinaryOperator.Remainder && !binary.Unsigned && !(NeverNegative(binary.Left) && NeverNegative(binary.Right));
        var operation = OperationOf(binary);
        if (binary.Right is BoundConstant { Value: var constant } && !signedDivision && InstructionWriter.Fits(constant))
        {
            Evaluate(binary.Left, target);
            ConstantOperation(operation, target, (int)constant);
            return;
        }
        if (binary.Right is BoundConstant { Value: > 0 and <= int.MaxValue and var positive } && signedDivision)
        {
            Evaluate(binary.Left, target);
            SignedDivision(operation, target, (int)positive);
            return;
        }
        var mark = _registers.Mark();
        var frame = _frame.Mark();
        var (left, right) = Pair(binary.Left, binary.Right, target);
        _registers.Release(mark);
        _frame.Release(frame);
        if (signedDivision)
        {
            SignedDivision(operation, left, right, target);
            return;
        }
        if (left != target && binary.Operator.IsCommutative())
        {
            Code.Arithmetic(operation, right, left);
            return;
        }
        // A variable's own register must keep its value.
        if (left != target)
            Code.Move(Register.R0, left);
        var result = left == target ? target : Register.R0;
        Code.Arithmetic(operation, result, right);
        Code.Move(target, result);
    }

    private void ConstantOperation(Arithmetic operation, Register target, int constant)
    {
        // The verifier refuses constant divisors of zero and shifts by 64 or more; at run time they mean zero, the same value, and the low six bits.
        if (operation is Arithmetic.ShiftLeft or Arithmetic.ShiftRight or Arithmetic.ShiftRightSigned)
            constant &= 63;
        var shift = constant > 1 && System.Numerics.BitOperations.IsPow2(constant) ? System.Numerics.BitOperations.Log2((uint)constant) : 0;
        if (shift > 0 && operation is Arithmetic.Divide or Arithmetic.Multiply or Arithmetic.Remainder)
            Code.Arithmetic(operation switch { Arithmetic.Divide => Arithmetic.ShiftRight, Arithmetic.Multiply => Arithmetic.ShiftLeft, _ => Arithmetic.And }, target, operation == Arithmetic.Remainder ? constant - 1 : shift);
        else if (constant == 0 && operation is Arithmetic.Divide or Arithmetic.Multiply or Arithmetic.And)
            Code.Set(target, 0);
        else if (constant != 0)
            Code.Arithmetic(operation, target, constant);
    }

    /// <summary>C's division of a signed integer by a positive constant: of its absolute value, then the sign again.</summary>
    private void SignedDivision(Arithmetic operation, Register target, int constant)
    {
        var (positive, end) = (Code.NewLabel(), Code.NewLabel());
        Code.JumpIf(Jump.GreaterOrEqual, target, 0, positive);
        Code.Arithmetic(Arithmetic.Negate, target, 0);
        ConstantOperation(operation, target, constant);
        Code.Arithmetic(Arithmetic.Negate, target, 0);
        Code.Jump(end);
        Code.Bind(positive);
        ConstantOperation(operation, target, constant);
        Code.Bind(end);
    }

    private static Arithmetic OperationOf(BoundBinary binary) => binary.Operator switch
    {
        BinaryOperator.Add => Arithmetic.Add,
        BinaryOperator.Subtract => Arithmetic.Subtract,
        BinaryOperator.Multiply => Arithmetic.Multiply,
        BinaryOperator.Divide => Arithmetic.Divide,
        BinaryOperator.Remainder => Arithmetic.Remainder,
        BinaryOperator.BitAnd => Arithmetic.And,
        BinaryOperator.BitOr => Arithmetic.Or,
        BinaryOperator.BitXor => Arithmetic.Xor,
        BinaryOperator.ShiftLeft => Arithmetic.ShiftLeft,
        _ => binary.Unsigned ? Arithmetic.ShiftRight : Arithmetic.ShiftRightSigned,
    };

    private static bool NeverNegative(BoundExpression expression) =>
        expression is BoundConstant constant ? constant.Value >= 0 : expression is not BoundVariable && expression.Type is { Signed: false, Size: < 8 };

    /// <summary>
    /// C's division of signed integers out of BPF's unsigned one (signed division came with cpu v4, Linux 6.6): divide the absolute values, then give the result its
    /// sign. Needs only r0 beside the target; both operands wait in the frame.
    /// </summary>
    private void SignedDivision(Arithmetic operation, Register left, Register right, Register target)
    {
        var mark = _frame.Mark();
        var (dividend, divisor) = (_frame.Allocate(8), _frame.Allocate(8));
        Code.Store(Register.R10, dividend, left);
        Code.Store(Register.R10, divisor, right);
        Code.Load(target, Register.R10, dividend);
        Code.Load(Register.R0, Register.R10, divisor);
        Absolute(target);
        Absolute(Register.R0);
        Code.Arithmetic(operation, target, Register.R0);
        NegateIfNegative(target, dividend);
        if (operation == Arithmetic.Divide)
            NegateIfNegative(target, divisor);
        _frame.Release(mark);
    }

    private void NegateIfNegative(Register target, int place)
    {
        var positive = Code.NewLabel();
        Code.Load(Register.R0, Register.R10, place);
        Code.JumpIf(Jump.GreaterOrEqual, Register.R0, 0, positive);
        Code.Arithmetic(Arithmetic.Negate, target, 0);
        Code.Bind(positive);
    }

    private void Absolute(Register register)
    {
        var positive = Code.NewLabel();
        Code.JumpIf(Jump.GreaterOrEqual, register, 0, positive);
        Code.Arithmetic(Arithmetic.Negate, register, 0);
        Code.Bind(positive);
    }
}
