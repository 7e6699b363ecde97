using System.Buffers.Binary;
using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary>Where a text first occurs in another, counted from 0; what is returned if it does not is the caller's choice.</summary>
internal static class TextSearch
{
    /// <summary>The place as a number.</summary>
    public static BoundExpression Create(TextSpan span, BoundExpression haystack, BoundExpression needle, long missing)
    {
        if (needle is not BoundText { Bytes: var wanted })
            return Unknown(span, haystack, needle, missing);
        if (haystack is BoundText { Bytes: var known })
            return new BoundConstant(span, ScriptType.Int64, known.AsSpan().IndexOf(wanted) is var found and >= 0 ? found : missing);
        // The last byte of a text's room is its end, so a longer text is never in it.
        if (wanted.Length == 0 || wanted.Length >= haystack.Type.Size)
            return new BoundConstant(span, ScriptType.Int64, wanted.Length == 0 ? 0 : missing);
        return new BoundBuiltin(span, ScriptType.Int64, (generator, target) => Emit(generator, target, haystack, wanted, missing)) { Operands = [haystack] };
    }

    /// <summary>The stack is loaded from at multiples of what is loaded only (check_stack_access, kernel/bpf/verifier.c).</summary>
    private static int Widest(int left, int offset) => left >= 4 && offset % 4 == 0 ? 4 : left >= 2 && offset % 2 == 0 ? 2 : 1;

    private static void Emit(ProgramGenerator generator, Register target, BoundExpression haystack, byte[] wanted, long missing)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var place = generator.PlaceOf(haystack);
        Span<byte> word = stackalloc byte[4];
        var end = code.NewLabel();
        for (var at = 0; at + wanted.Length < haystack.Type.Size; at++)
        {
            var next = code.NewLabel();
            for (int i = 0, size; i < wanted.Length; i += size)
            {
                size = Widest(wanted.Length - i, place.Offset + at + i);
                word.Clear();
                wanted.AsSpan(i, size).CopyTo(word);
                code.Load(Register.R0, place + (at + i), size);
                // A constant is extended with its sign, and the load is not: compare in the register where it does not fit.
                var value = BinaryPrimitives.ReadUInt32LittleEndian(word);
                if (value <= int.MaxValue)
                {
                    code.JumpIf(Jump.NotEqual, Register.R0, (int)value, next);
                }
                else
                {
                    code.Set(target, value);
                    code.JumpIf(Jump.NotEqual, Register.R0, target, next);
                }
            }
            code.Set(target, at);
            code.Jump(end);
            code.Bind(next);
        }
        code.Set(target, missing);
        code.Bind(end);
        generator.ReleaseFrame(mark);
    }

    /// <summary>What is looked for is known only when the script runs: two loops, byte by byte.</summary>
    private static BoundBlockExpression Unknown(TextSpan span, BoundExpression haystack, BoundExpression needle, long missing)
    {
        var (text, wanted) = (Kept(haystack), Kept(needle));
        var (at, same) = (Number(span), Number(span));
        var (i, j) = (new Variable("", ScriptType.Int64, span), new Variable("", ScriptType.Int64, span));
        BoundExpression Read(Variable variable) => new BoundVariable(span, variable);
        BoundExpression Byte(Variable variable, BoundExpression index) => new BoundElement(span, new ScriptType(TypeKind.Integer, 1), Read(variable), index, 1, variable.Type.Size);
        BoundExpression Constant(long value) => new BoundConstant(span, ScriptType.Int64, value);
        BoundExpression Is(BinaryOperator op, BoundExpression left, BoundExpression right) => new BoundBinary(span, ScriptType.Boolean, op, left, right, false);
        BoundStatement If(BoundExpression condition, params BoundStatement[] then) => new BoundIf(span, condition, new BoundBlock(span, then), null);
        var there = new BoundBinary(span, ScriptType.Int64, BinaryOperator.Add, Read(i), Read(j), false);
        var stop = new BoundBreak(span);
        var inner = new BoundBlock(span,
        [
            If(Is(BinaryOperator.Equal, Byte(wanted, Read(j)), Constant(0)), stop),
            If(Is(BinaryOperator.NotEqual, Byte(wanted, Read(j)), Byte(text, there)), new BoundSetVariable(span, same, Constant(0), false), stop),
        ]);
        var outer = new BoundBlock(span,
        [
            new BoundSetVariable(span, same, Constant(1), false),
            new BoundRange(span, j, Constant(0), Constant(wanted.Type.Size), inner),
            If(Read(same), new BoundSetVariable(span, at, Read(i), false), stop),
            If(Is(BinaryOperator.Equal, Byte(text, Read(i)), Constant(0)), stop),
        ]);
        return new BoundBlockExpression(span, ScriptType.Int64,
        [
            new BoundSetVariable(span, text, haystack, true), new BoundSetVariable(span, wanted, needle, true),
            new BoundSetVariable(span, at, Constant(missing), true), new BoundSetVariable(span, same, Constant(1), true),
            new BoundRange(span, i, Constant(0), Constant(text.Type.Size), outer),
        ], Read(at));
    }

    private static Variable Kept(BoundExpression value) => new("", TypeMerge.Widen(value.Type), value.Span);

    private static Variable Number(TextSpan span) => new("", ScriptType.Int64, span) { Reassigned = true };
}
