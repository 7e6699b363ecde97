using System.Buffers.Binary;
using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.CodeGen;

public sealed partial class ProgramGenerator
{
    /// <summary>Writes a text to the frame and fills the rest of its room (a multiple of 8) with zeros.</summary>
    public void StoreText(BoundExpression text, int offset, int room)
    {
        switch (text)
        {
            case BoundText literal:
                StoreLiteral(literal.Bytes, offset, room);
                break;
            case BoundTextBuiltin builtin:
                builtin.Emit(this, offset);
                Zero(offset + builtin.Type.Size, room - builtin.Type.Size);
                break;
            case BoundVariable { Variable: var variable } when _variables[variable].Offset == offset:
                break;
            case BoundVariable { Variable: var variable }:
                Copy(Register.R10, _variables[variable].Offset, offset, Math.Min(variable.Type.Size, room));
                Zero(offset + variable.Type.Size, room - variable.Type.Size);
                break;
            case BoundMap map:
                StoreEntry(map, offset, room);
                break;
            case BoundConditional conditional:
                StoreOneOf(conditional, offset, room);
                break;
        }
    }

    /// <summary>Fills a place of the frame with zeros; its size is a multiple of 8.</summary>
    public void Zero(int offset, int bytes)
    {
        for (var i = 0; i < bytes; i += 8)
            Code.Store(Register.R10, offset + i, 0);
    }

    private void StoreLiteral(ReadOnlySpan<byte> bytes, int offset, int room)
    {
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i < room; i += 8)
        {
            word.Clear();
            if (i < bytes.Length)
                bytes[i..Math.Min(bytes.Length, i + 8)].CopyTo(word);
            var value = BinaryPrimitives.ReadInt64LittleEndian(word);
            if (InstructionWriter.Fits(value))
            {
                Code.Store(Register.R10, offset + i, (int)value, 8);
                continue;
            }
            // One store of eight bytes, so that the verifier sees the slot as one.
            Code.Set(Register.R0, value);
            Code.Store(Register.R10, offset + i, Register.R0);
        }
    }

    private void StoreEntry(BoundMap map, int offset, int room)
    {
        var (missing, end) = (Code.NewLabel(), Code.NewLabel());
        LookUp(map);
        Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        var size = Math.Min(room, map.Map.ValueSize);
        Copy(Register.R0, 0, offset, size);
        Zero(offset + size, room - size);
        Code.Jump(end);
        Code.Bind(missing);
        Zero(offset, room);
        Code.Bind(end);
    }

    private void StoreOneOf(BoundConditional conditional, int offset, int room)
    {
        var (otherwise, end) = (Code.NewLabel(), Code.NewLabel());
        var registers = _registers.Mark();
        _registers.Take(Register.R1);
        Branch(conditional.Condition, otherwise, false, Register.R1);
        _registers.Release(registers);
        StoreText(conditional.Then, offset, room);
        Code.Jump(end);
        Code.Bind(otherwise);
        StoreText(conditional.Otherwise, offset, room);
        Code.Bind(end);
    }

    private void Copy(Register source, int from, int to, int bytes)
    {
        for (var i = 0; i < bytes; i += 8)
        {
            Code.Load(Register.R1, source, from + i);
            Code.Store(Register.R10, to + i, Register.R1);
        }
    }

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
                Code.Load(Register.R0, Register.R10, a + i);
                Code.Load(scratch, Register.R10, b + i);
                Code.JumpIf(Jump.NotEqual, Register.R0, scratch, different);
            }
        }
        if (jumpsIfEqual)
            Code.Jump(label);
        Code.Bind(end);
        _frame.Release(mark);
    }

    /// <summary>Goes to the label unless the frame holds exactly these bytes and a zero after them.</summary>
    private void CompareWithLiteral(int place, byte[] bytes, Label different, Register scratch)
    {
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i <= bytes.Length;)
        {
            var left = bytes.Length + 1 - i;
            var size = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1;
            word.Clear();
            bytes.AsSpan(i, Math.Min(size, bytes.Length - i)).CopyTo(word);
            var value = BinaryPrimitives.ReadInt64LittleEndian(word);
            Code.Load(Register.R0, Register.R10, place + i, size);
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

    private int PlaceOf(BoundExpression text)
    {
        if (text is BoundVariable { Variable: var variable })
            return _variables[variable].Offset;
        var place = _frame.Allocate(text.Type.Size);
        StoreText(text, place, text.Type.Size);
        return place;
    }
}
