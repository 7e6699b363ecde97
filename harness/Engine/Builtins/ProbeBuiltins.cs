using Conformance.Engine.Binding;

namespace Conformance.Engine.Builtins;

/// <summary>What is known about the probe itself when it is compiled: <c>probe func</c>.</summary>
internal static class ProbeBuiltins
{
    public static Builtin[] All { get; } =
    [
        new("probe", (binder, span) => new BoundText(span, binder.Target.AttachPoint)),
        new("func", (binder, span) => binder.Target.Mechanism.HasHook
            ? new BoundText(span, binder.Target.Hook)
            : binder.Report(span, $"{binder.Target.Mechanism.Name} is not attached to a function", "probe has a value everywhere")),
    ];
}
