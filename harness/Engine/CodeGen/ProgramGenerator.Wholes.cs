using System.Buffers.Binary;
using Conformance.Engine.Binding;

namespace Conformance.Engine.CodeGen;

/// <summary>Values that lie in memory as a whole: texts, structures, arrays, tuples.</summary>
public sealed partial class ProgramGenerator
{
    /// <summary>More than so many words are copied or cleared by a helper: one call costs less than as many instructions, and the program stays short.</summary>
    private const int MostWords = 16;

    /// <summary>A place of so many bytes, until the frame's mark is released.</summary>
    public Place Allocate(int bytes) => _frame.Place(bytes);

    /// <summary>Writes a value to a place and fills the rest of its room (a multiple of 8) with zeros.</summary>
    public void StoreWhole(BoundExpression value, Place place, int room)
    {
        switch (value)
        {
            case BoundText literal:
                StoreLiteral(literal.Bytes, place, room);
                break;
            case BoundTextBuiltin builtin when builtin.Type.Room > room:
                // It writes all of its own room: cut it on the way.
                var mark = _frame.Mark();
                var whole = Allocate(builtin.Type.Room);
                builtin.Emit(this, whole);
                CopyAndFill(whole, builtin.Type, place, room);
                _frame.Release(mark);
                break;
            case BoundTextBuiltin builtin:
                builtin.Emit(this, place);
                Zero(place + builtin.Type.Room, room - builtin.Type.Room);
                break;
            case BoundVariable { Variable: var variable } when _variables[variable].Place == place:
                break;
            case BoundVariable { Variable: var variable }:
                CopyAndFill(_variables[variable].Place, variable.Type, place, room);
                break;
            case BoundMap map:
                StoreEntry(map, 0, map.Type.Room, place, room);
                break;
            case BoundPart { Whole: BoundMap map } part:
                StoreEntry(map, part.Offset, part.Type.Size, place, room);
                break;
            case BoundPart part:
                StorePart(part, place, room);
                break;
            case BoundMemory memory:
                StoreMemory(memory, place, room);
                break;
            case BoundElement element:
                ZeroTail(place, element.Type.Size, room);
                ReadElement(element, place, element.Type.Size);
                break;
            case BoundTuple tuple:
                StoreTuple(tuple, place, room);
                break;
            case BoundNumberBytes number:
                StoreNumberBytes(number, place, room);
                break;
            case BoundBlockExpression block:
                Inner(block, () => StoreWhole(block.Value, place, room));
                break;
            case BoundOwnCall call:
                OwnCall(call, () => CopyAndFill(_variables[call.Result!].Place, call.Result!.Type, place, room));
                break;
            case BoundConditional conditional:
                StoreOneOf(conditional, place, room);
                break;
        }
    }

    /// <summary>Fills a place with zeros; its size is a multiple of 8.</summary>
    public void Zero(Place place, int bytes)
    {
        if (bytes > 8 * MostWords)
        {
            // Address zero can never be read, and what cannot be read is cleared.
            Code.SetAddress(Register.R1, place);
            Code.Set(Register.R2, bytes);
            Code.Set(Register.R3, 0);
            Code.Call(Helper.ProbeReadKernel);
            return;
        }
        for (var i = 0; i < bytes; i += 8)
            Code.Store(place + i, 0);
    }

    /// <summary>Where a value lies; it is written to a place of its own first if it lies nowhere yet.</summary>
    public Place PlaceOf(BoundExpression whole)
    {
        if (whole is BoundVariable { Variable: var variable })
            return _variables[variable].Place;
        if (whole is BoundPart { Whole: not BoundMap } part)
            return PlaceOf(part.Whole) + part.Offset;
        var place = Allocate(whole.Type.Room);
        StoreWhole(whole, place, whole.Type.Room);
        return place;
    }

    /// <summary>Zeros from the last whole word of a value to the end of its room: the value itself is written over that.</summary>
    private void ZeroTail(Place place, int size, int room)
    {
        var whole = size & ~7;
        Zero(place + whole, room - whole);
    }

    private void StoreLiteral(ReadOnlySpan<byte> bytes, Place place, int room)
    {
        Span<byte> word = stackalloc byte[8];
        var end = Math.Min(room, (bytes.Length + 7) & ~7);
        for (var i = 0; i < end; i += 8)
        {
            word.Clear();
            bytes[i..Math.Min(bytes.Length, i + 8)].CopyTo(word);
            var value = BinaryPrimitives.ReadInt64LittleEndian(word);
            if (InstructionWriter.Fits(value))
            {
                Code.Store(place + i, (int)value);
                continue;
            }
            // One store of eight bytes, so that the verifier sees the slot as one.
            Code.Set(Register.R0, value);
            Code.Store(place + i, Register.R0);
        }
        Zero(place + end, room - end);
    }

    private void StoreNumberBytes(BoundNumberBytes number, Place place, int room)
    {
        var registers = _registers.Mark();
        _registers.Take(Register.R1);
        Evaluate(number.Operand, Register.R1);
        _registers.Release(registers);
        if (64 - 8 * number.Type.Size is var unused and > 0)
        {
            Code.Arithmetic(Arithmetic.ShiftLeft, Register.R1, unused);
            Code.Arithmetic(Arithmetic.ShiftRight, Register.R1, unused);
        }
        Code.Store(place, Register.R1);
        Zero(place + 8, room - 8);
    }

    private void StoreTuple(BoundTuple tuple, Place place, int room)
    {
        var parts = tuple.Type.Tuple!;
        for (var i = 0; i < tuple.Items.Count; i++)
            Store(tuple.Items[i], place + parts.OffsetOf(i), parts.Parts[i].Room);
        Zero(place + parts.Size, room - parts.Size);
    }

    private void StoreMemory(BoundMemory memory, Place place, int room)
    {
        var size = memory.Type.Size;
        if (!memory.Type.IsText)
        {
            ZeroTail(place, size, room);
            Read(memory, place, size);
            return;
        }
        // Up to its end only: what stands behind that in the array would make equal texts different.
        Zero(place, room);
        Address(memory);
        Code.SetAddress(Register.R1, place);
        Code.Set(Register.R2, Math.Min(size, room));
        var helper = memory.User ? Helper.ProbeReadUserText : Helper.ProbeReadKernelText;
        Code.Call(helper);
        ReportFailure(memory.Span, helper);
    }

    private void StorePart(BoundPart part, Place place, int room)
    {
        var mark = _frame.Mark();
        CopyAndFill(PlaceOf(part.Whole) + part.Offset, part.Type, place, room);
        _frame.Release(mark);
    }

    private void StoreEntry(BoundMap map, int offset, int size, Place place, int room)
    {
        var (missing, end) = (Code.NewLabel(), Code.NewLabel());
        LookUp(map);
        ReportFailure(map.Span, Helper.MapLookup);
        Code.JumpIf(Jump.Equal, Register.R0, 0, missing);
        var copied = Math.Min(room, size);
        ZeroTail(place, copied, room);
        Copy(new Place(Register.R0, offset), place, copied);
        Code.Jump(end);
        Code.Bind(missing);
        Zero(place, room);
        Code.Bind(end);
    }

    private void StoreOneOf(BoundConditional conditional, Place place, int room)
    {
        var (otherwise, end) = (Code.NewLabel(), Code.NewLabel());
        var registers = _registers.Mark();
        _registers.Take(Register.R1);
        Branch(conditional.Condition, otherwise, false, Register.R1);
        _registers.Release(registers);
        StoreWhole(conditional.Then, place, room);
        Code.Jump(end);
        Code.Bind(otherwise);
        StoreWhole(conditional.Otherwise, place, room);
        Code.Bind(end);
    }

    private void CopyAndFill(Place from, ScriptType type, Place to, int room)
    {
        var size = Math.Min(type.Size, room);
        ZeroTail(to, size, room);
        Copy(from, to, size);
    }

    /// <summary>Copies bytes that the program can load itself. The source may be based on r0; r1 is lost.</summary>
    private void Copy(Place from, Place to, int bytes)
    {
        if (bytes > 8 * MostWords)
        {
            Code.SetAddress(Register.R3, from);
            Code.SetAddress(Register.R1, to);
            Code.Set(Register.R2, bytes);
            Code.Call(Helper.ProbeReadKernel);
            return;
        }
        for (int i = 0, size; i < bytes; i += size)
        {
            size = bytes - i >= 8 ? 8 : bytes - i >= 4 ? 4 : bytes - i >= 2 ? 2 : 1;
            Code.Load(Register.R1, from + i, size);
            Code.Store(to + i, Register.R1, size);
        }
    }
}
