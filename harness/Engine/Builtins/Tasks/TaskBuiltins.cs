using System.Buffers.Binary;
using System.Globalization;
using Conformance.Engine.Binding;
using Conformance.Engine.Builtins.Symbols;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Output;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Tasks;

/// <summary>What is known about the task that runs: <c>pid tid uid gid comm cgroup username usermode</c>.</summary>
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
        new("cgroup", (_, span) => new BoundBuiltin(span, ScriptType.UInt64, (code, target) => HelperValue.Emit(code, Helper.GetCurrentCgroupId, target))),
        new("username", (_, span) => NumberAsText.Create(span, new BoundBuiltin(span, ScriptType.UInt32, (code, target) => Low(code, Helper.GetCurrentUidGid, target)), new UserName())),
        new("usermode", UserMode),
        new("comm", (_, span) => new BoundTextBuiltin(span, ScriptType.Text(CommBytes), Comm)),
    ];

    /// <summary>The low two bits of the code segment are the privilege level: 3 for user code. Where a probe has no registers, the kernel itself called it.</summary>
    private static BoundExpression UserMode(ProbeBinder binder, TextSpan span)
    {
        if (!RegFunction.HasRegisters(binder))
            return new BoundConstant(span, new ScriptType(TypeKind.Integer, 1), 0);
        var segment = RegFunction.Read(binder, span, RegFunction.CodeSegment, "usermode");
        if (segment is BoundNothing)
            return segment;
        var level = new BoundBinary(span, ScriptType.UInt64, BinaryOperator.BitAnd, segment, new BoundConstant(span, ScriptType.Int64, 3), true);
        return new BoundCast(span, new ScriptType(TypeKind.Integer, 1), new BoundBinary(span, ScriptType.Boolean, BinaryOperator.Equal, level, new BoundConstant(span, ScriptType.Int64, 3), true));
    }

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

    /// <summary>The name of a user as /etc/passwd has it when it is printed; empty if it has none.</summary>
    private sealed record UserName() : Rendering("a user's name")
    {
        public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context)
        {
            var id = BinaryPrimitives.ReadUInt32LittleEndian(bytes).ToString(CultureInfo.InvariantCulture);
            try
            {
                return new TextOutput(File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(words => words.Length > 2 && words[2] == id)?[0] ?? "");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new TextOutput("");
            }
        }
    }
}
