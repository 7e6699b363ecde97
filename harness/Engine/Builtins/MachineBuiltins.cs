using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;

namespace Conformance.Engine.Builtins;

/// <summary>What is known about the machine: <c>cpu nsecs</c>.</summary>
internal static class MachineBuiltins
{
    public static Builtin[] All { get; } =
    [
        new("cpu", (_, span) => new BoundBuiltin(span, ScriptType.UInt32, (code, target) => Result(code, Helper.GetProcessorId, target))),
        // Time since boot, sleep included, as in bpftrace.
        new("nsecs", (_, span) => new BoundBuiltin(span, ScriptType.UInt64, (code, target) => Result(code, Helper.KtimeGetBootNs, target))),
    ];

    private static void Result(ProgramGenerator generator, Helper helper, Register target)
    {
        generator.Code.Call(helper);
        generator.Code.Move(target, Register.R0);
    }
}
