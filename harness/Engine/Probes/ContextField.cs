using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>Where a mechanism's context holds a value: an argument or the return value.</summary>
/// <param name="Offset">Bytes from the start of the context; always an 8-byte slot.</param>
/// <param name="Type">The value's type; narrower than the slot for small integers, whose upper bits then mean nothing.</param>
/// <param name="Problem">Why it cannot be read, or <c>null</c>.</param>
/// <param name="Hint">What to do about it.</param>
public sealed record ContextField(int Offset, KernelType Type, string? Problem = null, string? Hint = null)
{
    /// <summary>
    /// Whether the verifier would give a direct load a pointer type (programs of type TRACING). Such a value cannot be calculated with and is refused
    /// for some pointers by kernels before 5.13 (<c>btf_ctx_access</c>, kernel/bpf/btf.c), so generated code copies it with bpf_probe_read_kernel.
    /// </summary>
    public bool TypedPointer { get; init; }

    /// <summary>A register as it is: unsigned, 64 bits.</summary>
    public static KernelType Register { get; } = new("unsigned long", KernelTypeKind.Integer, 8, false);

    /// <summary>A value that cannot be read, and why.</summary>
    public static ContextField Refused(string problem, string? hint = null) => new(0, Register, problem, hint);
}
