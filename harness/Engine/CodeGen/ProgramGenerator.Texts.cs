using System.Buffers.Binary;
using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>Goes to the label if two texts are equal (or not). Texts are padded with zeros, so words are compared.</summary>
    private void CompareTexts(BoundBinary binary, Label label, bool when, Register scratch)
    {
        var (left, right) = binary.Left is BoundText ? (binary.Right, binary.Left) : (binary.Left, binary.Right);
        var jumpsIfEqual = binary.Operator == BinaryOperator.Equal == when;
        var end = Code.NewLabel();
        var different = jumpsIfEqual ? end : label;
        var mark = _frame.Mark();
        if (right is BoundText { Bytes: var bytes })
        {
            if (bytes.Length >= left.Type.Size)
                Code.Jump(different);
            else
                CompareWithLiteral(PlaceOf(left), bytes, different, scratch);
        }
        else
        {
            var (a, b) = (PlaceOf(left), PlaceOf(right));
            for (var i = 0; i < Math.Min(left.Type.Size, right.Type.Size); i += 8)
            {
                Code.Load(Register.R0, a + i);
                Code.Load(scratch, b + i);
                Code.JumpIf(Jump.NotEqual, Register.R0, scratch, different);
            }
        }
        if (jumpsIfEqual)
            Code.Jump(label);
        Code.Bind(end);
        _frame.Release(mark);
    }

    /// <summary>Goes to the label unless the frame holds exactly these bytes and a zero after them.</summary>
    private void CompareWithLiteral(Place place, byte[] bytes, Label different, Register scratch)
    {
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i <= bytes.Length;)
        {
            var left = bytes.Length + 1 - i;
            var size = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
            word.Clear();
            bytes.AsSpan(i, Math.Min(size, bytes.Length - i)).CopyTo(word);
            var value = BinaryPrimitives.ReadInt64LittleEndian(word);
            Code.Load(Register.R0, place + i, size);
            if (InstructionWriter.Fits(value))
            {
                Code.JumpIf(Jump.NotEqual, Register.R0, (int)value, different);
            }
            else
            {
                Code.Set(scratch, value);
                Code.JumpIf(Jump.NotEqual, Register.R0, scratch, different);
            }
            i += size;
        }
    }
}
