using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>str_concat(a, b)</c>: one text behind another.</summary>
public sealed class StrConcatFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "str_concat";

    /// <inheritdoc/>
    public override string? Signature => "str_concat(text, text)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(2, 2, binder, call) || TwoTexts.Bind(this, binder, call) is not var (left, right))
            return new BoundNothing(call.Span);
        if (left is BoundText a && right is BoundText b)
            return new BoundText(call.Span, a.Text + b.Text);
        // What is put behind a variable again and again has no length of its own.
        var type = ScriptType.Text(Grows(left) || Grows(right) ? Math.Max(binder.Script.Options.MaxStringLength, left.Type.Room) : left.Type.Room + right.Type.Room);
        return new BoundTextBuiltin(call.Span, type, (generator, place) => Emit(generator, place, type, left, right), left.HasEffect || right.HasEffect) { Operands = [left, right] };
    }

    private static bool Grows(BoundExpression text) => BoundTree.Any(text, null, e => e is BoundVariable or BoundMap);

    /// <summary>The kernel's own copy of the first text says where it ends.</summary>
    private static void Emit(ProgramGenerator generator, Place place, ScriptType type, BoundExpression left, BoundExpression right)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var (first, second, room) = (generator.PlaceOf(left), generator.PlaceOf(right), left.Type.Room);
        var both = type.Room == room + right.Type.Room ? place : generator.Allocate(room + right.Type.Room);
        generator.Zero(both, room + right.Type.Room);
        code.SetAddress(Register.R1, both);
        code.Set(Register.R2, room);
        code.SetAddress(Register.R3, first);
        code.Call(Helper.ProbeReadKernelText);
        var inside = code.NewLabel();
        code.Arithmetic(Arithmetic.Subtract, Register.R0, 1);
        // Never beyond; the verifier does not know.
        code.JumpIf(Jump.Below, Register.R0, room, inside);
        code.Set(Register.R0, 0);
        code.Bind(inside);
        code.SetAddress(Register.R1, both);
        code.Arithmetic(Arithmetic.Add, Register.R1, Register.R0);
        code.Set(Register.R2, right.Type.Room);
        code.SetAddress(Register.R3, second);
        code.Call(Helper.ProbeReadKernelText);
        if (both != place)
        {
            generator.Zero(place, type.Room);
            code.SetAddress(Register.R1, place);
            code.Set(Register.R2, Math.Min(type.Size, room + right.Type.Room));
            code.SetAddress(Register.R3, both);
            code.Call(Helper.ProbeReadKernelText);
        }
        generator.ReleaseFrame(mark);
    }
}
