using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>Context of kprobe and uprobe programs: <c>struct pt_regs</c> of x86-64 (arch/x86/include/asm/ptrace.h), read by the C calling convention.</summary>
internal static class RegisterContext
{
    /// <summary>Offsets of rdi, rsi, rdx, rcx, r8, r9.</summary>
    private static ReadOnlySpan<byte> Arguments => [112, 104, 96, 88, 72, 64];

    /// <summary>Offset of rax.</summary>
    private const int Accumulator = 80;

    /// <summary>Offset of rsp.</summary>
    private const int StackPointer = 152;

    /// <summary>Farthest argument that is looked for on the stack.</summary>
    private const int MostArguments = 64;

    /// <summary>Argument by number: six travel in registers, the others lie on the stack above the return address (System V ABI, 3.2.3).</summary>
    public static ContextField Argument(int index, bool user)
    {
        if (index < Arguments.Length)
            return new ContextField(Arguments[index], ContextField.Register) { User = user };
        if (index >= MostArguments)
            return ContextField.Refused($"only {MostArguments} arguments can be read");
        return new ContextField(0, ContextField.Register)
        {
            Source = ContextSource.Memory,
            Memory = new MemoryOperand(StackPointer, 8 * (1 + index - Arguments.Length), user),
            User = user,
        };
    }

    public static ContextField TypedArgument(KernelFunction function, int index)
    {
        for (var i = 0; i <= index; i++)
            if (!function.Parameters[i].Type.IsScalar)
                return ContextField.Refused($"{function.Name} takes '{function.Parameters[i].Type.Spelling}' by value: arguments from there on are not supported");
        return Argument(index, user: false) with { Type = function.Parameters[index].Type };
    }

    /// <summary>The return value, as wide as the function's type if BTF knows it: the upper bits of a register mean nothing for an int.</summary>
    public static ContextField ReturnValue(KernelFunction? function) =>
        new(Accumulator, function?.Return is { IsScalar: true } type ? type : ContextField.Register);

    /// <summary>The return value of a function in user space, whose type nobody tells.</summary>
    public static ContextField UserReturnValue { get; } = new(Accumulator, ContextField.Register) { User = true };

    /// <summary>The offset in the context of a register by the assembler's name, of any width, or -1; <paramref name="bytes"/> is how much of it the name means.</summary>
    public static int OffsetOf(string register, out int bytes)
    {
        ReadOnlySpan<string> wide = ["r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi", "", "rip", "", "", "rsp"];
        bytes = 8;
        var index = wide.IndexOf(register);
        if (index >= 0)
            return 8 * index;
        (var name, bytes) = register switch
        {
            ['e', _, _] or ['e', _, _, _] => ("r" + register[1..], 4),
            ['r', .. var digits, 'd'] => ("r" + digits, 4),
            ['r', .. var digits, 'w'] => ("r" + digits, 2),
            ['r', .. var digits, 'b'] => ("r" + digits, 1),
            ['a' or 'b' or 'c' or 'd', 'x'] or ['s' or 'd', 'i'] or ['b' or 's', 'p'] => ("r" + register, 2),
            ['a' or 'b' or 'c' or 'd', 'l'] => ($"r{register[0]}x", 1),
            ['s' or 'd', 'i', 'l'] or ['b' or 's', 'p', 'l'] => ("r" + register[..2], 1),
            _ => ("", 0),
        };
        index = name.Length == 0 ? -1 : wide.IndexOf(name);
        return index < 0 ? -1 : 8 * index;
    }
}
