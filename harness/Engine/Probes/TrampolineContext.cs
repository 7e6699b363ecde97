using Conformance.Engine.Kernel;

namespace Conformance.Engine.Probes;

/// <summary>
/// Context of fentry and fexit programs: an array of u64, one slot a parameter, after them the return value
/// (<c>arch_prepare_bpf_trampoline</c>, arch/x86/net/bpf_jit_comp.c).
/// </summary>
internal static class TrampolineContext
{
    /// <summary>Parameters that travel in registers; kernels differ in what they do with more.</summary>
    private const int MostParameters = 6;

    /// <summary>Always with the parameter's type: kernels before 6.0 store only as many bytes as it has, so the rest of the slot is whatever lay there.</summary>
    public static ContextField Argument(KernelFunction function, int index)
    {
        if (index >= function.Parameters.Count)
            return ContextField.Refused($"{function.Name} has only {function.Parameters.Count} arguments");
        var type = function.Parameters[index].Type;
        return Layout(function, index + 1) ?? Slot(index, type) with { Direct = type.IsTypedPointer };
    }

    public static ContextField ReturnValue(KernelFunction function)
    {
        if (function.Return.Kind == KernelTypeKind.Void)
            return ContextField.Refused($"{function.Name} returns nothing");
        return Layout(function, function.Parameters.Count) ?? Slot(function.Parameters.Count, function.Return);
    }

    private static ContextField Slot(int index, KernelType type) => new(8 * index, type) { TypedPointer = type.Kind == KernelTypeKind.Pointer };

    /// <summary>Why the first parameters are not one slot each, or <c>null</c>.</summary>
    private static ContextField? Layout(KernelFunction function, int count)
    {
        if (count > MostParameters)
            return ContextField.Refused($"{function.Name} has more than {MostParameters} arguments: values behind the sixth are not supported");
        for (var i = 0; i < count; i++)
            if (function.Parameters[i].Type is { Kind: KernelTypeKind.Struct or KernelTypeKind.Other } type)
                return ContextField.Refused($"{function.Name} takes '{type.Spelling}' by value: arguments from there on and the return value are not supported");
        return null;
    }
}
