using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;

namespace Conformance.Engine.Builtins.Tasks;

/// <summary>What is known about the task that runs: <c>pid tid uid gid comm</c>.</summary>
internal static class TaskBuiltins
{
    /// <summary>TASK_COMM_LEN, include/linux/sched.h.</summary>
    private const int CommBytes = 16;

    public static Builtin[] All { get; } =
    [
        new("pid", (_, span) => new BoundBuiltin(span, ScriptType.UInt32, (code, target) => High(code, Helper.GetCurrentPidTgid, target))),
        new("tid", (_, span) => new BoundBuiltin(span, ScriptType.UInt32, (code, target) => Low(code, Helper.GetCurrentPidTgid, target))),
        new("uid", (_, span) => new BoundBuiltin(span, ScriptType.UInt32, (code, target) => Low(code, Helper.GetCurrentUidGid, target))),
        new("gid", (_, span) => new BoundBuiltin(span, ScriptType.UInt32, (code, target) => High(code, Helper.GetCurrentUidGid, target))),
        new("comm", (_, span) => new BoundTextBuiltin(span, ScriptType.Text(CommBytes), Comm)),
    ];

    private static void Low(ProgramGenerator generator, Helper helper, Register target)
    {
        generator.Code.Call(helper);
        generator.Code.Move32(target, Register.R0);
    }

    private static void High(ProgramGenerator generator, Helper helper, Register target)
    {
        generator.Code.Call(helper);
        generator.Code.Arithmetic(Arithmetic.ShiftRight, Register.R0, 32);
        generator.Code.Move(target, Register.R0);
    }

    private static void Comm(ProgramGenerator generator, Place place)
    {
        // Some kernels leave the bytes behind the name's end as they were.
        generator.Zero(place, CommBytes);
        generator.Code.SetAddress(Register.R1, place);
        generator.Code.Set(Register.R2, CommBytes);
        generator.Code.Call(Helper.GetCurrentComm);
    }
}
