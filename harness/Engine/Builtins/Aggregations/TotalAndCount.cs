using Conformance.Engine.CodeGen;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary>The cells of averages and statistics: the total, then how many values it is of.</summary>
internal static class TotalAndCount
{
    /// <summary>Adds r1 to the total and one to the count.</summary>
    public static void Add(InstructionWriter code)
    {
        code.AtomicAdd(Register.R0, 0, Register.R1);
        code.Set(Register.R1, 1);
        code.AtomicAdd(Register.R0, 8, Register.R1);
    }
}
