using Conformance.Engine.Binding;
using Conformance.Engine.Builtins.Symbols;
using Conformance.Engine.Probes;
using Conformance.Engine.Syntax;

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

    /// <summary>
    /// <c>func</c> for a map that holds symbols (<c>ksym()</c>): the instruction pointer, which stands in the function that was entered. <c>null</c> where it does not; then it is a string.
    /// </summary>
    public static BoundExpression? FunctionAsSymbol(ProbeBinder binder, TextSpan span) => binder.Target.Mechanism is KprobeMechanism { AtReturn: false }
        ? KsymFunction.Of(span, RegFunction.Read(binder, span, RegFunction.InstructionPointer, "func"))
        : null;
}
