using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;

namespace Conformance.Engine.Builtins;

/// <summary>Pointers whose types the verifier has followed from the context on: an argument, then members. Some helpers take no others.</summary>
internal static class TypedPointer
{
    /// <summary>BPF_PROG_TYPE_TRACING, include/uapi/linux/bpf.h: the programs that have such pointers.</summary>
    public const uint TracingProgram = 26;

    /// <summary>Whether the verifier can follow the pointers.</summary>
    public static bool IsFollowed(BoundExpression value) => value switch
    {
        BoundContext context => context.Field.TypedPointer,
        BoundMemory memory => IsFollowed(memory.Address),
        _ => false,
    };

    /// <summary>Loads the pointer into r1 with plain loads, so that the verifier keeps its type.</summary>
    public static void Follow(InstructionWriter code, BoundExpression pointer)
    {
        if (pointer is BoundContext context)
        {
            code.Load(Register.R1, Register.R6, context.Field.Offset);
        }
        else if (pointer is BoundMemory memory)
        {
            Follow(code, memory.Address);
            code.Load(Register.R1, Register.R1, memory.Offset);
        }
    }
}
