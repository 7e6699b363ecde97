using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary><c>kaddr("symbol")</c>: the address of a kernel symbol, looked up when the script is compiled.</summary>
public sealed class KaddrFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "kaddr";

    /// <inheritdoc/>
    public override string? Signature => "kaddr(\"symbol\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (call.Arguments[0] is not TextExpression { Text: var name })
            return binder.Report(call.Arguments[0].Span, "kaddr() takes a name that is known when the script is compiled", $"write {Signature}");
        var symbols = binder.Script.Kernel.Hooks.Symbols;
        if (symbols.AddressOf(name) is { } address)
            return new BoundConstant(call.Span, ScriptType.UInt64, (long)address);
        return binder.Report(call.Arguments[0].Span, symbols.MissingReason ?? $"the kernel has no symbol '{name}'", symbols.MissingReason is null ? "its symbols are in /proc/kallsyms" : null);
    }
}
