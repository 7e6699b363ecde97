using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>Context of kprobe programs: <c>struct pt_regs</c> of x86-64 (arch/x86/include/asm/ptrace.h), read by the C calling convention.</summary>
internal static class RegisterContext
{
    /// <summary>Offsets of rdi, rsi, rdx, rcx, r8, r9.</summary>
    private static ReadOnlySpan<byte> Arguments => [112, 104, 96, 88, 72, 64];

    /// <summary>Offset of rax.</summary>
    private const int Accumulator = 80;

    public static ContextField Argument(int index) =>
        index < Arguments.Length ? new ContextField(Arguments[index], ContextField.Register) : ContextField.Refused($"only {Arguments.Length} arguments travel in registers");

    public static ContextField TypedArgument(KernelFunction function, int index)
    {
        for (var i = 0; i <= index; i++)
            if (function.Parameters[i].Type is { Kind: KernelTypeKind.Struct or KernelTypeKind.Other } type)
                return ContextField.Refused($"{function.Name} takes '{type.Spelling}' by value: arguments from there on are not supported");
        return Argument(index) with { Type = function.Parameters[index].Type };
    }

    /// <summary>The return value, as wide as the function's type if BTF knows it: the upper bits of a register mean nothing for an int.</summary>
    public static ContextField ReturnValue(KernelFunction? function) =>
        new(Accumulator, function?.Return is { Kind: KernelTypeKind.Integer or KernelTypeKind.Boolean or KernelTypeKind.Enum or KernelTypeKind.Pointer } type ? type : ContextField.Register);
}
