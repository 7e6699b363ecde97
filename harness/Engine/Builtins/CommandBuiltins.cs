using Conformance.Engine.Binding;

namespace Conformance.Engine.Builtins;

/// <summary>What is known about the command that the command line starts: <c>cpid</c>.</summary>
internal static class CommandBuiltins
{
    public static Builtin[] All { get; } =
    [
        new("cpid", (binder, span) => binder.Script.Options.ChildProcessId is var id and > 0
            ? new BoundConstant(span, ScriptType.UInt32, id)
            : binder.Report(span, "cpid is the process of a command, and none was given", "give one with -c COMMAND, or use pid")),
    ];
}
