using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>What the mechanism's context holds: <c>ctx retval arg0</c> … <c>argN</c>. Where it lies is the mechanism's own knowledge.</summary>
internal static class ContextBuiltins
{
    public static Builtin[] All { get; } =
    [
        new("ctx", Whole),
        new("retval", ReturnValue),
        .. Enumerable.Range(0, 20).Select(Argument),
    ];

    /// <summary>The context's own address: what an iterator hands over is a structure of pointers.</summary>
    private static BoundExpression Whole(ProbeBinder binder, TextSpan span) =>
        binder.Target.Mechanism.ContextType(binder.Target) is { } name && binder.Script.Kernel.FindType(name) is { } type
            ? new BoundBuiltin(span, ScriptType.PointerTo(type), (generator, target) => generator.Code.Move(target, Register.R6))
            : binder.Report(span, $"the context of {binder.Target.Mechanism.Name} is no structure that scripts know", "iterators have one (iter:task); elsewhere args, arg0 and retval say what there is");

    private static BoundExpression ReturnValue(ProbeBinder binder, TextSpan span) =>
        binder.Target.Mechanism.HasReturnValue
            ? binder.Context(span, binder.Target.Mechanism.ReturnValue(binder.Target))
            : binder.Report(span, $"{binder.Target.Mechanism.Name} has no return value", "fexit and kretprobe have");

    private static Builtin Argument(int index) => new($"arg{index}", (binder, span) =>
        binder.Target.Mechanism.HasRegisterArguments
            ? binder.Context(span, binder.Target.Mechanism.Argument(binder.Target, index))
            : binder.Report(span, $"{binder.Target.Mechanism.Name} has no arguments", "fentry, kprobe, uprobe and rawtracepoint have"));
}
