using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>How generated code gets at a value of the context.</summary>
public enum ContextSource
{
    /// <summary>It is loaded from the context, <see cref="ContextField.Width"/> bytes from <see cref="ContextField.Offset"/> on.</summary>
    Slot,

    /// <summary>It lies in the context itself, from <see cref="ContextField.Offset"/> on: an array or a structure, as large as its type.</summary>
    Inline,

    /// <summary>Four bytes at <see cref="ContextField.Offset"/> say where in the context it lies: the low half counts bytes from the context's start, the high half is its length (<c>__data_loc</c>).</summary>
    Located,

    /// <summary>The same, counted from the end of those four bytes (<c>__rel_loc</c>).</summary>
    LocatedRelative,

    /// <summary>It lies in memory at an address made of saved registers, see <see cref="ContextField.Memory"/>.</summary>
    Memory,

    /// <summary>The kernel says argument number <see cref="ContextField.Offset"/> of the function when asked (bpf_get_func_arg).</summary>
    FunctionArgument,

    /// <summary>The kernel says the return value of the function when asked (bpf_get_func_ret).</summary>
    FunctionReturn,

    /// <summary>It is known when the script is compiled: <see cref="ContextField.Constant"/>.</summary>
    Constant,
}

/// <summary>An address as x86-64 writes operands: base + index × scale + displacement, registers as the context saves them.</summary>
/// <param name="Base">Offset of the base register in the context; -1 if there is none.</param>
/// <param name="Index">Offset of the index register in the context; -1 if there is none.</param>
/// <param name="User">Whether it is memory of the process, not of the kernel.</param>
public sealed record MemoryOperand(int Base, long Displacement, bool User, int Index = -1, int Scale = 1);

/// <summary>Where a mechanism's context holds a value: an argument or the return value.</summary>
/// <param name="Offset">Bytes from the start of the context; the number of an argument that the kernel is asked for.</param>
/// <param name="Type">The value's type; narrower than the slot for small integers, whose upper bits then mean nothing.</param>
/// <param name="Problem">Why it cannot be read, or <c>null</c>.</param>
/// <param name="Hint">What to do about it.</param>
public sealed record ContextField(int Offset, KernelType Type, string? Problem = null, string? Hint = null)
{
    /// <summary>How to get at it.</summary>
    public ContextSource Source { get; init; }

    /// <summary>Bytes to load from a slot: 8 for registers and arguments, the field's own size for the record of a tracepoint.</summary>
    public int Width { get; init; } = 8;

    /// <summary>Set for <see cref="ContextSource.Memory"/>.</summary>
    public MemoryOperand? Memory { get; init; }

    /// <summary>Set for <see cref="ContextSource.Constant"/>.</summary>
    public long Constant { get; init; }

    /// <summary>
    /// Whether the verifier would give a direct load a pointer type (programs of type TRACING). Such a value cannot be calculated with and is refused
    /// for some pointers by kernels before 5.13 (<c>btf_ctx_access</c>, kernel/bpf/btf.c), so generated code copies it with bpf_probe_read_kernel.
    /// </summary>
    public bool TypedPointer { get; init; }

    /// <summary>Whether a pointer of this value points into the process, not into the kernel.</summary>
    public bool User { get; init; }

    /// <summary>Whether reading it calls a kernel helper.</summary>
    public bool Calls => TypedPointer || Source is ContextSource.Memory or ContextSource.FunctionArgument or ContextSource.FunctionReturn;

    /// <summary>
    /// Whether members may be loaded directly through such a pointer: the kernel then makes each load safe against bad addresses (BPF_PROBE_MEM). True for a function's arguments;
    /// a return value may be an error number, and pointers that the verifier trusts are loaded through unguarded.
    /// </summary>
    public bool Direct { get; init; }

    /// <summary>A register as it is: unsigned, 64 bits.</summary>
    public static KernelType Register { get; } = new("unsigned long", KernelTypeKind.Integer, 8, false);

    /// <summary>A value that cannot be read, and why.</summary>
    public static ContextField Refused(string problem, string? hint = null) => new(0, Register, problem, hint);
}

/// <summary>A value that scripts read by name: <c>args.NAME</c>.</summary>
public sealed record ContextArgument(string Name, ContextField Field);
