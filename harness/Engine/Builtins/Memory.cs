using Conformance.Engine.Binding;

namespace Conformance.Engine.Builtins;

/// <summary>What functions that read memory must know of their argument: where it lies, and whose memory it is.</summary>
internal static class Memory
{
    /// <summary>The address that a pointer or number holds, or at which a value that was not read yet lies; <c>null</c> if there is none.</summary>
    public static BoundExpression? AddressOf(BoundExpression value) => value switch
    {
        { Type.IsInteger: true } => value,
        BoundMemory { Offset: 0 } memory => memory.Address,
        BoundMemory memory => new BoundBinary(memory.Span, ScriptType.UInt64, Syntax.BinaryOperator.Add, memory.Address, new BoundConstant(memory.Span, ScriptType.Int64, memory.Offset), true),
        _ => null,
    };

    /// <summary>
    /// Whether it surely is a process's memory. Everything else is read by the helpers that look at the address (bpf_probe_read_str, kernel/trace/bpf_trace.c): BTF does
    /// not say of most pointers whose memory they point to, and on the machines we trace the halves do not overlap.
    /// </summary>
    public static bool IsUser(BoundExpression value) => value is BoundMemory memory ? memory.User : value.Type.User;
}
