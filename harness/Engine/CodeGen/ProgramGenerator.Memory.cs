using Conformance.Engine.Binding;
using Conformance.Engine.Kernel;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>Reads a number out of the memory of the kernel or a process; what cannot be read is zero.</summary>
    private void Memory(BoundMemory memory, Register target)
    {
        // A pointer that came out of a typed load could be followed but not calculated with, so only numbers are loaded so.
        if (!memory.Type.IsPointer && IsDirect(memory))
        {
            FollowDirectly(memory.Address, target);
            LoadNumber(target, new Place(target, memory.Offset), memory.Type);
            return;
        }
        var mark = _frame.Mark();
        var copy = Place.Frame(_frame.Allocate(8));
        Read(memory, copy, memory.Type.Size);
        LoadNumber(target, copy, memory.Type);
        _frame.Release(mark);
    }

    /// <summary>Whether the verifier knows the type of what lies there, so that a plain load does, and lets it be loaded.</summary>
    private static bool IsDirect(BoundMemory memory) =>
        !memory.User && memory.Type.IsInteger && TypeBehind(memory.Address) is { } structure && structure.CanLoad(memory.Offset, memory.Type.Size);

    /// <summary>The structure that a typed pointer points to, or <c>null</c> if the verifier would not know it.</summary>
    private static KernelType? TypeBehind(BoundExpression pointer) => pointer switch
    {
        BoundContext { Field: { Direct: true, Type: { IsTypedPointer: true, Target: var structure } } } => structure,
        BoundMemory { Type.C: { IsTypedPointer: true, Target: var structure } } memory when IsDirect(memory) => structure,
        BoundRetyped { Operand: var operand } when TypeBehind(operand) is { } structure && pointer.Type.Pointee?.Spelling == structure.Spelling => structure,
        _ => null,
    };

    /// <summary>Follows typed pointers, each with one load.</summary>
    private void FollowDirectly(BoundExpression pointer, Register target)
    {
        switch (pointer)
        {
            case BoundContext context:
                Code.Load(target, Register.R6, context.Field.Offset);
                break;
            case BoundMemory memory:
                FollowDirectly(memory.Address, target);
                Code.Load(target, target, memory.Offset);
                break;
            case BoundRetyped retyped:
                FollowDirectly(retyped.Operand, target);
                break;
        }
    }

    /// <summary>Copies bytes out of the memory of the kernel or a process to a place, or zeros if they cannot be read (bpf_probe_read_kernel clears its destination then).</summary>
    public void Read(BoundMemory memory, Place to, int bytes)
    {
        Address(memory);
        Code.SetAddress(Register.R1, to);
        Code.Set(Register.R2, bytes);
        var helper = memory.User ? Helper.ProbeReadUser : Helper.ProbeReadKernel;
        Code.Call(helper);
        ReportFailure(memory.Span, helper);
    }

    /// <summary>Computes where a value lies into r3.</summary>
    private void Address(BoundMemory memory)
    {
        var registers = _registers.Mark();
        _registers.Take(Register.R3);
        if (TypeBehind(memory.Address) is not null)
            FollowDirectly(memory.Address, Register.R3);
        else
            Evaluate(memory.Address, Register.R3);
        _registers.Release(registers);
        if (memory.Offset != 0)
            Code.Arithmetic(Arithmetic.Add, Register.R3, memory.Offset);
    }

    /// <summary>Loads a number as wide as its type and extends its sign.</summary>
    private void LoadNumber(Register target, Place place, ScriptType type)
    {
        Code.Load(target, place, type.Size);
        if (type.Signed)
            Narrow(target, type);
    }

    /// <summary>A number inside a value that the program holds.</summary>
    private void Part(BoundPart part, Register target)
    {
        var mark = _frame.Mark();
        if (part.Whole is BoundMap map)
        {
            var missing = Code.NewLabel();
            LookUp(map);
            ReportFailure(map.Span, Helper.MapLookup);
            Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
            LoadNumber(Register.R0, new Place(Register.R0, part.Offset), part.Type);
            Code.Bind(missing);
            Code.Move(target, Register.R0);
        }
        else
        {
            LoadNumber(target, PlaceOf(part.Whole) + part.Offset, part.Type);
        }
        _frame.Release(mark);
    }

    /// <summary>
    /// A number out of an array that the program holds. The address is computed and read by the helper: kernels before 5.13 refuse loads from the stack at an offset that only
    /// the run knows (check_stack_read, kernel/bpf/verifier.c).
    /// </summary>
    private void Element(BoundElement element, Register target)
    {
        var mark = _frame.Mark();
        var copy = Place.Frame(_frame.Allocate(8));
        ReadElement(element, copy, element.Type.Size);
        LoadNumber(target, copy, element.Type);
        _frame.Release(mark);
    }

    private void ReadElement(BoundElement element, Place to, int bytes)
    {
        var (inside, end) = (Code.NewLabel(), Code.NewLabel());
        var array = PlaceOf(element.Whole);
        var registers = _registers.Mark();
        _registers.Take(Register.R3);
        Evaluate(element.Index, Register.R3);
        _registers.Release(registers);
        Code.JumpIf(Jump.Below, Register.R3, element.Count, inside);
        Zero(to, (bytes + 7) & ~7);
        Code.Jump(end);
        Code.Bind(inside);
        if (element.Stride != 1)
            Code.Arithmetic(Arithmetic.Multiply, Register.R3, element.Stride);
        Code.SetAddress(Register.R1, array);
        Code.Arithmetic(Arithmetic.Add, Register.R3, Register.R1);
        Code.SetAddress(Register.R1, to);
        Code.Set(Register.R2, bytes);
        Code.Call(Helper.ProbeReadKernel);
        Code.Bind(end);
    }

    /// <summary>Cuts a bit field out of the number that holds it.</summary>
    private void Bits(BoundBits bits, Register target)
    {
        Evaluate(bits.Storage, target);
        if (bits.Type.Signed)
        {
            Code.Arithmetic(Arithmetic.ShiftLeft, target, 64 - bits.Shift - bits.Width);
            Code.Arithmetic(Arithmetic.ShiftRightSigned, target, 64 - bits.Width);
            return;
        }
        if (bits.Shift > 0)
            Code.Arithmetic(Arithmetic.ShiftRight, target, bits.Shift);
        if (bits.Width < 31)
        {
            Code.Arithmetic(Arithmetic.And, target, (1 << bits.Width) - 1);
        }
        else if (bits.Width < 64)
        {
            Code.Arithmetic(Arithmetic.ShiftLeft, target, 64 - bits.Width);
            Code.Arithmetic(Arithmetic.ShiftRight, target, 64 - bits.Width);
        }
    }
}
