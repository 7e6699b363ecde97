using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>What is known about the command that the command line starts: <c>cpid has_cpid</c>.</summary>
internal static class CommandBuiltins
{
    public static Builtin[] All { get; } =
    [
        new("has_cpid", (binder, span) => new BoundConstant(span, ScriptType.Boolean, binder.Script.Options.ChildProcessId > 0 ? 1 : 0)),
        new("cpid", ProcessOfCommand),
    ];

    /// <summary>Zero if there is none: a script may ask for it first.</summary>
    private static BoundConstant ProcessOfCommand(ProbeBinder binder, TextSpan span)
    {
        if (binder.Script.Options.ChildProcessId == 0)
            binder.Script.Diagnostics.Warn(span, "cpid is 0: no command was given with -c");
        return new BoundConstant(span, ScriptType.UInt32, binder.Script.Options.ChildProcessId);
    }
}
