using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>memcmp(a, b, count)</c>: 0 if the first bytes of two values are equal, else by how much the first different byte of the one exceeds that of the other.</summary>
public sealed class MemcmpFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "memcmp";

    /// <inheritdoc/>
    public override string? Signature => "memcmp(value, value, count)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(3, 3, binder, call))
            return new BoundNothing(call.Span);
        var (left, right) = (Value(binder, call.Arguments[0]), Value(binder, call.Arguments[1]));
        if (left is BoundNothing || right is BoundNothing)
            return new BoundNothing(call.Span);
        return binder.Bind(call.Arguments[2]) is BoundConstant { Value: >= 0 } count
            ? Compare(call.Span, left, right, (int)Math.Min(count.Value, int.MaxValue))
            : binder.Report(call.Arguments[2].Span, "the count must be a number that is known when the script is compiled", $"write {Signature}");
    }

    /// <summary>The comparison as a number below, above, or zero; beyond the end of the smaller value nothing is compared.</summary>
    internal static BoundExpression Compare(TextSpan span, BoundExpression left, BoundExpression right, int count)
    {
        if (left is BoundText a && right is BoundText b)
            return new BoundConstant(span, ScriptType.Int64, Known([.. a.Bytes, 0], [.. b.Bytes, 0], count));
        var bytes = Math.Min(count, Math.Min(Size(left), Size(right)));
        return new BoundBuiltin(span, ScriptType.Int64, (generator, target) => Emit(generator, target, left, right, bytes), left.HasEffect || right.HasEffect) { Operands = [left, right] };
    }

    private static int Size(BoundExpression value) => value.Type.IsInteger ? 8 : value.Type.Size;

    private static int Known(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int count)
    {
        for (var i = 0; i < count && i < left.Length && i < right.Length; i++)
            if (left[i] != right[i])
                return left[i] - right[i];
        return 0;
    }

    private static BoundExpression Value(ProbeBinder binder, Expression argument)
    {
        var value = binder.Bind(argument);
        return value is BoundNothing || value.Type.Kind is not (TypeKind.None or TypeKind.Aggregation or TypeKind.Opaque) ? value
            : binder.Report(argument.Span, $"the bytes of {ProbeBinder.Name(value.Type)} cannot be compared");
    }

    private static Place PlaceOf(ProgramGenerator generator, BoundExpression value)
    {
        if (value.Type.IsAggregate)
            return generator.PlaceOf(value);
        var place = generator.Allocate(8);
        generator.Store(value, place, 8);
        return place;
    }

    /// <summary>Word by word; in the first that differs, the lowest byte that differs is the first.</summary>
    private static void Emit(ProgramGenerator generator, Register target, BoundExpression left, BoundExpression right, int bytes)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var (a, b) = (PlaceOf(generator, left), PlaceOf(generator, right));
        var difference = target == Register.R4 ? Register.R5 : Register.R4;
        var (different, end) = (code.NewLabel(), code.NewLabel());
        WordComparison.Emit(generator, a, b, bytes, target, different);
        code.Set(target, 0);
        code.Jump(end);
        code.Bind(different);
        code.Move(difference, Register.R0);
        code.Arithmetic(Arithmetic.Xor, difference, target);
        // The position of the lowest byte that differs, in bits, by halving.
        foreach (var bits in (ReadOnlySpan<int>)[32, 16, 8])
        {
            var low = code.NewLabel();
            var half = target == Register.R3 ? Register.R2 : Register.R3;
            code.Move(half, difference);
            code.Arithmetic(Arithmetic.ShiftLeft, half, 64 - bits);
            code.JumpIf(Jump.NotEqual, half, 0, low);
            code.Arithmetic(Arithmetic.ShiftRight, difference, bits);
            code.Arithmetic(Arithmetic.ShiftRight, Register.R0, bits);
            code.Arithmetic(Arithmetic.ShiftRight, target, bits);
            code.Bind(low);
        }
        code.Arithmetic(Arithmetic.And, Register.R0, 0xff);
        code.Arithmetic(Arithmetic.And, target, 0xff);
        code.Arithmetic(Arithmetic.Subtract, Register.R0, target);
        code.Move(target, Register.R0);
        code.Bind(end);
        generator.ReleaseFrame(mark);
    }
}
