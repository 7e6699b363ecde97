using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Stacks;

/// <summary>How many frames the current stack has: it is copied for that, since its number in a stack map does not tell.</summary>
internal static class StackDepth
{
    /// <summary>Bytes of a frame's address.</summary>
    private const int Frame = 8;

    /// <summary>The depth as a number; a stack that cannot be collected has none.</summary>
    public static BoundExpression Bind(ProbeBinder binder, Expression stack)
    {
        var call = stack as CallExpression ?? new CallExpression(stack.Span, ((NameExpression)stack).Name, stack.Span, []);
        var function = (StackFunction)FunctionTable.Find(call.Name)!;
        return function.Shape(binder, call) is var (_, depth)
            ? new BoundBuiltin(stack.Span, ScriptType.Int64, (generator, target) => Emit(generator, target, depth, function.Flags))
            : new BoundNothing(stack.Span);
    }

    private static void Emit(ProgramGenerator generator, Register target, int depth, int flags)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var copy = generator.Allocate(depth * Frame);
        code.Move(Register.R1, Register.R6);
        code.SetAddress(Register.R2, copy);
        code.Set(Register.R3, depth * Frame);
        code.Set(Register.R4, flags);
        code.Call(Helper.GetStack);
        var collected = code.NewLabel();
        code.JumpIf(Jump.GreaterOrEqual, Register.R0, 0, collected);
        code.Set(Register.R0, 0);
        code.Bind(collected);
        code.Arithmetic(Arithmetic.ShiftRight, Register.R0, 3);
        code.Move(target, Register.R0);
        generator.ReleaseFrame(mark);
    }
}
