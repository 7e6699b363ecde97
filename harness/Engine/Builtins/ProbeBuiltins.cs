using Conformance.Engine.Binding;

namespace Conformance.Engine.Builtins;

/// <summary>What is known about the probe itself when it is compiled: <c>probe probetype func</c>.</summary>
internal static class ProbeBuiltins
{
    public static Builtin[] All { get; } =
    [
        new("probe", (binder, span) => binder.Script.Names.Probe(span, binder.Target) ?? new BoundText(span, binder.Target.Printed)),
        new("probetype", (binder, span) => new BoundText(span, binder.Target.Mechanism.HasHook ? binder.Target.Mechanism.Name : "special")),
        new("func", (binder, span) => binder.Target.FunctionName is { } name
            ? binder.Script.Names.Function(span, binder.Target) ?? new BoundText(span, name)
            : binder.Report(span, $"{binder.Target.Mechanism.Name} is not attached to a function", "probe has a value everywhere")),
    ];
}
