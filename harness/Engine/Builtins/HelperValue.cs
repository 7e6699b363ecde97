using Conformance.Engine.CodeGen;

namespace Conformance.Engine.Builtins;

/// <summary>Builtins that are a helper's answer.</summary>
internal static class HelperValue
{
    /// <summary>Calls a helper without arguments.</summary>
    public static void Emit(ProgramGenerator generator, Helper helper, Register target)
    {
        generator.Code.Call(helper);
        generator.Code.Move(target, Register.R0);
    }
}
