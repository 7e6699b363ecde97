using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary>
/// <c>percpu_kaddr("symbol"[, cpu])</c>: where a CPU has its own copy of a kernel variable: the variable's address and the CPU's offset (per_cpu_ptr, include/linux/percpu-defs.h).
/// Zero for a CPU that there cannot be.
/// </summary>
public sealed class PercpuKaddrFunction : Function
{
    /// <summary>The kernel's table of the CPUs' offsets.</summary>
    private const string Offsets = "__per_cpu_offset";

    /// <inheritdoc/>
    public override string Name => "percpu_kaddr";

    /// <inheritdoc/>
    public override string? Signature => "percpu_kaddr(\"symbol\") or percpu_kaddr(\"symbol\", cpu)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 2, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not TextExpression { Text: var name })
            return binder.Report(call.Arguments[0].Span, "percpu_kaddr() takes a name that is known when the script is compiled", $"write {Signature}");
        var (span, symbols) = (call.Span, binder.Script.Kernel.Hooks.Symbols);
        if (symbols.PerCpuAddressOf(name) is not { } symbol)
            return binder.Report(call.Arguments[0].Span, symbols.MissingReason ?? $"the kernel has no symbol '{name}'", symbols.MissingReason is null ? "its symbols are in /proc/kallsyms" : null);
        if (symbols.AddressOf(Offsets) is not { } table)
            return binder.Report(span, $"the kernel does not say where its CPUs' own variables lie: it has no symbol {Offsets}", "run on a kernel with CONFIG_KALLSYMS_ALL");
        BoundExpression cpu = call.Arguments.Count == 2
            ? binder.Integer(call.Arguments[1], "the CPU")
            : new BoundBuiltin(span, ScriptType.UInt32, (generator, target) => HelperValue.Emit(generator, Helper.GetProcessorId, target));
        if (cpu is BoundNothing)
            return cpu;
        var kept = new Variable("", ScriptType.UInt64, span);
        var number = new BoundVariable(span, kept);
        var place = new BoundBinary(span, ScriptType.UInt64, BinaryOperator.Add, new BoundBinary(span, ScriptType.UInt64, BinaryOperator.ShiftLeft, number, Constant(span, 3), true), Constant(span, (long)table), true);
        var pointer = ScriptType.PointerTo(BasicTypes.Find("uint64")!);
        var address = new BoundBinary(span, pointer, BinaryOperator.Add, new BoundMemory(span, ScriptType.UInt64, place, 0, false), Constant(span, (long)symbol), true);
        var exists = new BoundBinary(span, ScriptType.Boolean, BinaryOperator.Less, number, Constant(span, binder.Script.Kernel.PossibleCpus), true);
        return new BoundBlockExpression(span, pointer, [new BoundSetVariable(span, kept, cpu, true)], new BoundConditional(span, pointer, exists, address, new BoundConstant(span, pointer, 0)));
    }

    private static BoundConstant Constant(TextSpan span, long value) => new(span, ScriptType.UInt64, value);
}
