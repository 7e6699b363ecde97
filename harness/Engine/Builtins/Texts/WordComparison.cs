using Conformance.Engine.CodeGen;

namespace Conformance.Engine.Builtins.Texts;

/// <summary>Code that compares the bytes of two places, as many at once as a load takes.</summary>
internal static class WordComparison
{
    /// <summary>Emits it: jumps where two words differ (the one in r0, the other in <paramref name="target"/>), and goes on behind itself where none do.</summary>
    /// <param name="generator">Takes the code.</param>
    /// <param name="a">The one.</param>
    /// <param name="b">The other.</param>
    /// <param name="bytes">How many bytes of each.</param>
    /// <param name="target">A register that may be overwritten, not r0.</param>
    /// <param name="different">Where to go.</param>
    public static void Emit(ProgramGenerator generator, Place a, Place b, int bytes, Register target, Label different)
    {
        var code = generator.Code;
        for (int i = 0, size; i < bytes; i += size)
        {
            size = bytes - i >= 8 ? 8 : bytes - i >= 4 ? 4 : bytes - i >= 2 ? 2 : 1;
            code.Load(Register.R0, a + i, size);
            code.Load(target, b + i, size);
            code.JumpIf(Jump.NotEqual, Register.R0, target, different);
        }
    }
}
