using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>What the mechanism's context holds: <c>retval arg0</c> … <c>arg5</c>. Where it lies is the mechanism's own knowledge.</summary>
internal static class ContextBuiltins
{
    public static Builtin[] All { get; } =
    [
        new("retval", ReturnValue),
        Argument(0), Argument(1), Argument(2), Argument(3), Argument(4), Argument(5),
    ];

    private static BoundExpression ReturnValue(ProbeBinder binder, TextSpan span) =>
        binder.Target.Mechanism.HasReturnValue
            ? binder.Context(span, binder.Target.Mechanism.ReturnValue(binder.Target))
            : binder.Report(span, $"{binder.Target.Mechanism.Name} has no return value", "fexit and kretprobe have");

    private static Builtin Argument(int index) => new($"arg{index}", (binder, span) =>
        binder.Target.Mechanism.HasRegisterArguments
            ? binder.Context(span, binder.Target.Mechanism.Argument(binder.Target, index))
            : binder.Report(span, $"{binder.Target.Mechanism.Name} has no arguments", "fentry, fexit and kprobe have"));
}
