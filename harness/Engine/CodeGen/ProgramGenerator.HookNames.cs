namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>Copies a part of the row that belongs to the hook through which the program was entered; zeros if the kernel names none.</summary>
    public void HookName(Place place, int offset, int bytes)
    {
        var (map, rows, rowSize) = _maps.HookNames;
        var (missing, end) = (Code.NewLabel(), Code.NewLabel());
        var mark = _frame.Mark();
        var (cookie, key) = (Allocate(8), Allocate(8));
        Code.Move(Register.R1, Register.R6);
        Code.Call(Helper.GetAttachCookie);
        Code.Store(cookie, Register.R0);
        Code.Store(key, 0);
        LookUp(map, key);
        Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        Code.Load(Register.R3, cookie);
        Code.JumpIf(Jump.AboveOrEqual, Register.R3, rows, missing);
        Code.Arithmetic(Arithmetic.Multiply, Register.R3, rowSize);
        Code.Arithmetic(Arithmetic.Add, Register.R3, Register.R0);
        if (offset != 0)
            Code.Arithmetic(Arithmetic.Add, Register.R3, offset);
        Code.SetAddress(Register.R1, place);
        Code.Set(Register.R2, bytes);
        Code.Call(Helper.ProbeReadKernel);
        Code.Jump(end);
        Code.Bind(missing);
        Zero(place, bytes);
        Code.Bind(end);
        _frame.Release(mark);
    }
}
