namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>Keeps the current stack in the map of its depth; r0 becomes its number there, or minus an error number.</summary>
    public void CollectStack(int depth, int flags)
    {
        Code.Move(Register.R1, Register.R6);
        Code.SetMap(Register.R2, _maps.StacksOf(depth));
        Code.Set(Register.R3, flags);
        Code.Call(Helper.GetStackId);
    }
}
