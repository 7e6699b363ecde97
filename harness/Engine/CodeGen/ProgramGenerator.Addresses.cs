using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>Addresses of the program's own things as numbers, and values that come by address.</summary>
public sealed partial class ProgramGenerator
{
    /// <summary>
    /// Makes a number of the pointer in r1: scripts calculate with it and keep it in maps, which the verifier does not allow with pointers to its own things. What a helper wrote is just bytes to it.
    /// </summary>
    private void AsNumber(Register target)
    {
        var mark = _frame.Mark();
        var (pointer, number) = (Place.Frame(_frame.Allocate(8)), Place.Frame(_frame.Allocate(8)));
        Code.Store(pointer, Register.R1);
        Code.SetAddress(Register.R1, number);
        Code.Set(Register.R2, 8);
        Code.SetAddress(Register.R3, pointer);
        Code.Call(Helper.ProbeReadKernel);
        Code.Load(target, number);
        _frame.Release(mark);
    }

    private void Find(BoundFind find, Register target)
    {
        var (missing, end) = (Code.NewLabel(), Code.NewLabel());
        LookUp(find.Entry);
        Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        var (register, place) = _variables[find.Variable];
        if (find.Variable.Type.IsAggregate)
        {
            var copied = Math.Min(find.Variable.Type.Room, find.Entry.Map.Value.Size);
            ZeroTail(place, copied, find.Variable.Type.Room);
            Copy(new Place(Register.R0, 0), place, copied);
        }
        else
        {
            Code.Load(register ?? Register.R1, Register.R0, 0);
            if (register is null)
                Code.Store(place, Register.R1);
        }
        Code.Set(target, 1);
        Code.Jump(end);
        Code.Bind(missing);
        Code.Set(target, 0);
        Code.Bind(end);
    }
}
