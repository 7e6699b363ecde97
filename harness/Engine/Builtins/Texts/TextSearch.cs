using System.Buffers.Binary;
using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary>Whether a text occurs in another, and where it does first, counted from 0.</summary>
internal static class TextSearch
{
    /// <summary>The place as a number.</summary>
    /// <param name="missing">What stands for no place.</param>
    public static BoundExpression Position(TextSpan span, BoundExpression haystack, BoundExpression needle, long missing)
    {
        if (needle is not BoundText { Bytes: var wanted })
            return Unknown(span, haystack, needle, missing);
        if (Known(haystack, wanted) is { } place)
            return new BoundConstant(span, ScriptType.Int64, place >= 0 ? place : missing);
        return new BoundBuiltin(span, ScriptType.Int64, (generator, target) => EmitPosition(generator, target, haystack, wanted, missing)) { Operands = [haystack] };
    }

    /// <summary>Whether there is one.</summary>
    public static BoundExpression Contains(TextSpan span, BoundExpression haystack, BoundExpression needle)
    {
        if (needle is not BoundText { Bytes: var wanted })
            return new BoundBinary(span, ScriptType.Boolean, BinaryOperator.GreaterOrEqual, Unknown(span, haystack, needle, -1), new BoundConstant(span, ScriptType.Int64, 0), false);
        if (Known(haystack, wanted) is { } place)
            return new BoundConstant(span, ScriptType.Boolean, place >= 0 ? 1 : 0);
        return new BoundBuiltin(span, ScriptType.Boolean, (generator, target) => EmitContains(generator, target, haystack, wanted)) { Operands = [haystack] };
    }

    /// <summary>The place, or -1 for none, if it is known when the script is compiled.</summary>
    private static int? Known(BoundExpression haystack, byte[] wanted) => haystack switch
    {
        BoundText { Bytes: var known } => known.AsSpan().IndexOf(wanted),
        // The last byte of a text's room is its end, so a longer text is never in it.
        _ => wanted.Length == 0 ? 0 : wanted.Length >= haystack.Type.Size ? -1 : null,
    };

    /// <summary>The stack is loaded from at multiples of what is loaded only (check_stack_access, kernel/bpf/verifier.c).</summary>
    private static int Widest(int left, int offset) => left >= 4 && offset % 4 == 0 ? 4 : left >= 2 && offset % 2 == 0 ? 2 : 1;

    private static void EmitContains(ProgramGenerator generator, Register target, BoundExpression haystack, byte[] wanted)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var (found, end) = (code.NewLabel(), code.NewLabel());
        Search(code, generator.PlaceOf(haystack), haystack.Type.Size, wanted, target, _ => code.Jump(found));
        code.Set(target, 0);
        code.Jump(end);
        code.Bind(found);
        code.Set(target, 1);
        code.Bind(end);
        generator.ReleaseFrame(mark);
    }

    /// <summary>
    /// The verifier would go through the rest of the program once for each place that it knows as a number, so the place goes through a helper that copies it: what that wrote may be anything.
    /// </summary>
    private static void EmitPosition(ProgramGenerator generator, Register target, BoundExpression haystack, byte[] wanted, long missing)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var (known, position) = (generator.Allocate(8), generator.Allocate(8));
        var end = code.NewLabel();
        Search(code, generator.PlaceOf(haystack), haystack.Type.Size, wanted, target, at =>
        {
            code.Store(known, at);
            code.Jump(end);
        });
        code.Store(known, (int)missing);
        code.Bind(end);
        code.SetAddress(Register.R1, position);
        code.Set(Register.R2, 8);
        code.SetAddress(Register.R3, known);
        code.Call(Helper.ProbeReadKernel);
        code.Load(target, position);
        generator.ReleaseFrame(mark);
    }

    /// <summary>Compares at every place, one after the other; r0 and the scratch register are lost.</summary>
    private static void Search(InstructionWriter code, Place place, int size, byte[] wanted, Register scratch, Action<int> found)
    {
        Span<byte> word = stackalloc byte[4];
        for (var at = 0; at + wanted.Length < size; at++)
        {
            var next = code.NewLabel();
            for (int i = 0, width; i < wanted.Length; i += width)
            {
                width = Widest(wanted.Length - i, place.Offset + at + i);
                word.Clear();
                wanted.AsSpan(i, width).CopyTo(word);
                code.Load(Register.R0, place + (at + i), width);
                // A constant is extended with its sign, and the load is not: compare in the register where it does not fit.
                var value = BinaryPrimitives.ReadUInt32LittleEndian(word);
                if (value <= int.MaxValue)
                {
                    code.JumpIf(Jump.NotEqual, Register.R0, (int)value, next);
                }
                else
                {
                    code.Set(scratch, value);
                    code.JumpIf(Jump.NotEqual, Register.R0, scratch, next);
                }
            }
            found(at);
            code.Bind(next);
        }
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
