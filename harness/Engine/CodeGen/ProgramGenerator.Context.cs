using Conformance.Engine.Binding;
using Conformance.Engine.Probes;

namespace Conformance.Engine.CodeGen;

/// <summary>Values of the context: what the mechanism was called with.</summary>
public sealed partial class ProgramGenerator
{
    /// <summary>Leaves the body where the context lacks what the mechanism promises (an iterator's last call has no object).</summary>
    private void LeaveWithoutObject()
    {
        foreach (var offset in _probe.Target.Mechanism.MustBeSet(_probe.Target))
        {
            Code.Load(Register.R1, Register.R6, offset);
            Code.JumpIf(Jump.Equal, Register.R1, 0, _leave);
        }
    }

    private void Context(BoundContext context, Register target)
    {
        var field = context.Field;
        switch (field.Source)
        {
            case ContextSource.Constant:
                Code.Set(target, field.Constant);
                break;
            case ContextSource.Memory:
                ReadOperand(field.Memory!, context.Type, target);
                break;
            case ContextSource.FunctionArgument or ContextSource.FunctionReturn:
                AskForFunction(field, context.Type, target);
                break;
            case ContextSource.Slot when field.TypedPointer:
                CopyPointer(field.Offset, target);
                break;
            default:
                Code.Load(target, Register.R6, field.Offset, field.Width);
                Narrow(target, context.Type);
                break;
        }
    }

    /// <summary>A program on many functions does not know how many arguments each has, so the kernel hands them out by number.</summary>
    private void AskForFunction(ContextField field, ScriptType type, Register target)
    {
        var mark = _frame.Mark();
        var answer = _frame.Allocate(8);
        var isArgument = field.Source == ContextSource.FunctionArgument;
        // A function that lacks what is asked for leaves the answer as it was.
        Code.Store(answer, 0);
        Code.Move(Register.R1, Register.R6);
        if (isArgument)
            Code.Set(Register.R2, field.Offset);
        Code.SetAddress(isArgument ? Register.R3 : Register.R2, answer);
        Code.Call(isArgument ? Helper.GetFunctionArgument : Helper.GetFunctionReturn);
        LoadNumber(target, answer, type);
        _frame.Release(mark);
    }

    /// <summary>Where in the context a value lies.</summary>
    private void ContextAddress(BoundContextAddress address, Register target)
    {
        var field = address.Field;
        if (field.Source == ContextSource.Inline)
        {
            Code.Move(target, Register.R6);
            if (field.Offset != 0)
                Code.Arithmetic(Arithmetic.Add, target, field.Offset);
            return;
        }

        Code.Load(target, Register.R6, field.Offset, field.Width);
        Code.Arithmetic(Arithmetic.And, target, 0xffff);
        if (field.Source == ContextSource.LocatedRelative)
            Code.Arithmetic(Arithmetic.Add, target, field.Offset + field.Width);
        Code.Arithmetic(Arithmetic.Add, target, Register.R6);
    }

    private void CopyPointer(int offset, Register target)
    {
        var mark = _frame.Mark();
        var copy = _frame.Allocate(8);
        Code.SetAddress(Register.R1, copy);
        Code.Set(Register.R2, 8);
        Code.Move(Register.R3, Register.R6);
        if (offset != 0)
            Code.Arithmetic(Arithmetic.Add, Register.R3, offset);
        Code.Call(Helper.ProbeReadKernel);
        Code.Load(target, Register.R10, copy);
        _frame.Release(mark);
    }

    private void ReadOperand(MemoryOperand operand, ScriptType type, Register target)
    {
        var mark = _frame.Mark();
        var copy = Place.Frame(_frame.Allocate(8));
        Code.Set(Register.R3, 0);
        if (operand.Index >= 0)
        {
            Code.Load(Register.R3, Register.R6, operand.Index);
            if (operand.Scale != 1)
                Code.Arithmetic(Arithmetic.Multiply, Register.R3, operand.Scale);
        }

        if (operand.Base >= 0)
        {
            Code.Load(Register.R1, Register.R6, operand.Base);
            Code.Arithmetic(Arithmetic.Add, Register.R3, Register.R1);
        }

        if (operand.Displacement != 0)
            Code.Arithmetic(Arithmetic.Add, Register.R3, (int)operand.Displacement);
        Code.SetAddress(Register.R1, copy);
        Code.Set(Register.R2, type.Size);
        Code.Call(operand.User ? Helper.ProbeReadUser : Helper.ProbeReadKernel);
        LoadNumber(target, copy, type);
        _frame.Release(mark);
    }
}
