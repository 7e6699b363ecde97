using System.Buffers.Binary;
using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary><c>strcontains(haystack, needle)</c>: whether a text contains another, which is known when the script is compiled.</summary>
public sealed class StrcontainsFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "strcontains";

    /// <inheritdoc/>
    public override string? Signature => "strcontains(text, \"needle\")";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(2, 2, binder, call))
            return new BoundNothing(call.Span);
        var (haystack, needle) = (binder.Bind(call.Arguments[0]), binder.Bind(call.Arguments[1]));
        if (haystack is BoundNothing || needle is BoundNothing)
            return new BoundNothing(call.Span);
        if (!haystack.Type.IsText)
            return binder.Report(call.Arguments[0].Span, $"strcontains() takes strings, but this is {ProbeBinder.Name(haystack.Type)}", haystack.Type.IsInteger ? "read it: str(pointer)" : null);
        if (needle is not BoundText { Bytes: var wanted })
            return binder.Report(call.Arguments[1].Span, "what is looked for must be a text that is known when the script is compiled", $"write {Signature}");
        if (haystack is BoundText { Bytes: var known })
            return new BoundConstant(call.Span, ScriptType.Boolean, known.AsSpan().IndexOf(wanted) >= 0 ? 1 : 0);
        // The last byte of a text's room is its end, so a longer text is never in it.
        if (wanted.Length == 0 || wanted.Length >= haystack.Type.Size)
            return new BoundConstant(call.Span, ScriptType.Boolean, wanted.Length == 0 ? 1 : 0);
        return new BoundBuiltin(call.Span, ScriptType.Boolean, (generator, target) => Emit(generator, target, haystack, wanted)) { Operands = [haystack] };
    }

    /// <summary>The stack is loaded from at multiples of what is loaded only (check_stack_access, kernel/bpf/verifier.c).</summary>
    private static int Widest(int left, int offset) => left >= 4 && offset % 4 == 0 ? 4 : left >= 2 && offset % 2 == 0 ? 2 : 1;

    private static void Emit(ProgramGenerator generator, Register target, BoundExpression haystack, byte[] wanted)
    {
        var mark = generator.FrameMark();
        var code = generator.Code;
        var place = generator.PlaceOf(haystack);
        Span<byte> word = stackalloc byte[4];
        var (found, end) = (code.NewLabel(), code.NewLabel());
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
            code.Jump(found);
            code.Bind(next);
        }
        code.Set(target, 0);
        code.Jump(end);
        code.Bind(found);
        code.Set(target, 1);
        code.Bind(end);
        generator.ReleaseFrame(mark);
    }
}
