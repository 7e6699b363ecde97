using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>What the mechanism's context holds: <c>retval arg0</c> … <c>argN</c>. Where it lies is the mechanism's own knowledge.</summary>
internal static class ContextBuiltins
{
    public static Builtin[] All { get; } =
    [
        new("retval", ReturnValue),
        .. Enumerable.Range(0, 20).Select(Argument),
    ];

    private static BoundExpression ReturnValue(ProbeBinder binder, TextSpan span) =>
        binder.Target.Mechanism.HasReturnValue
            ? binder.Context(span, binder.Target.Mechanism.ReturnValue(binder.Target))
            : binder.Report(span, $"{binder.Target.Mechanism.Name} has no return value", "fexit and kretprobe have");

    private static Builtin Argument(int index) => new($"arg{index}", (binder, span) =>
        binder.Target.Mechanism.HasRegisterArguments
            ? binder.Context(span, binder.Target.Mechanism.Argument(binder.Target, index))
            : binder.Report(span, $"{binder.Target.Mechanism.Name} has no arguments", "fentry, kprobe, uprobe and rawtracepoint have"));
}
