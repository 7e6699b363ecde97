using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.CodeGen.Optimizing;

/// <summary>
/// Within a straight piece of code: a copy is read at its origin, and a word of the stack that was stored from a register is not loaded again. Only whole words of the stack that a plain store wrote
/// count, and only until something might have written there: a call (helpers write through pointers), or a store at an address that is not known.
/// </summary>
internal sealed class CopyForwarding(BpfInstruction[] code, bool[] gone, bool[] starts)
{
    private const int Frame = 10;

    // Which register holds the same as this one; itself if none.
    private readonly int[] _same = new int[11];
    private readonly Dictionary<int, int> _stored = [];

    public void Run()
    {
        Forget();
        for (var i = 0; i < code.Length; i++)
        {
            if (starts[i])
                Forget();
            if (gone[i])
                continue;
            if (CodeShape.IsLoadConstant(code[i]))
            {
                Written(1 << CodeShape.Target(code[i]));
                i++;
                continue;
            }
            code[i] = Forwarded(code[i]);
            Note(code[i]);
            if (CodeShape.IsMove(code[i]) && CodeShape.Source(code[i]) == CodeShape.Target(code[i]))
                gone[i] = true;
        }
    }

    private void Forget()
    {
        for (var i = 0; i < _same.Length; i++)
            _same[i] = i;
        _stored.Clear();
    }

    private BpfInstruction Forwarded(BpfInstruction instruction)
    {
        var (target, source) = (CodeShape.Target(instruction), CodeShape.Source(instruction));
        if (CodeShape.IsLoad(instruction) && source == Frame && (instruction.Opcode & 0x18) == Opcodes.Width(8) && (instruction.Opcode & 0xe0) == 0x60 && _stored.TryGetValue(instruction.Offset, out var register))
            return new BpfInstruction(Opcodes.Alu64 | Opcodes.FromRegister | (byte)Arithmetic.Move, (byte)(target | register << 4), 0, 0);
        if ((CodeShape.Reads(instruction) >> source & 1) != 0 && ReadsAsSource(instruction))
            source = _same[source];
        if (ReadsTargetOnly(instruction))
            target = _same[target];
        return instruction with { Registers = (byte)(target | source << 4) };
    }

    /// <summary>Whether the source field is a register that is read. The frame's top stays what it is: the verifier wants addresses in the frame to be plain.</summary>
    private static bool ReadsAsSource(BpfInstruction instruction) => CodeShape.ClassOf(instruction) switch
    {
        4 or 7 => (instruction.Opcode & Opcodes.FromRegister) != 0 && (instruction.Opcode & 0xf0) is not ((byte)Arithmetic.Negate or 0xd0),
        1 => true,
        3 => CodeShape.IsStore(instruction),
        5 or 6 => CodeShape.IsJump(instruction) && (instruction.Opcode & Opcodes.FromRegister) != 0,
        _ => false,
    };

    /// <summary>Whether the target field is only read: an address to store at, a side of a comparison.</summary>
    private static bool ReadsTargetOnly(BpfInstruction instruction) =>
        CodeShape.ClassOf(instruction) == 2 || CodeShape.IsStore(instruction) || (CodeShape.IsJump(instruction) && !CodeShape.IsAlways(instruction));

    private void Note(BpfInstruction instruction)
    {
        var (target, source) = (CodeShape.Target(instruction), CodeShape.Source(instruction));
        Written(CodeShape.Writes(instruction));
        if (CodeShape.IsCall(instruction))
            _stored.Clear();
        if (CodeShape.IsMove(instruction) && source != Frame && target != source)
            _same[target] = source;
        var stores = CodeShape.ClassOf(instruction) is 2 or 3;
        if (!stores)
            return;
        if (target != Frame)
        {
            // The ring buffer, a map's entry, or the stack through a copy of r10: only the last would matter, but it cannot be told apart here.
            _stored.Clear();
            return;
        }
        Overwritten(instruction.Offset, Bytes(instruction));
        if (CodeShape.IsStore(instruction) && Bytes(instruction) == 8)
            _stored[instruction.Offset] = source;
    }

    private void Written(int registers)
    {
        if (registers == 0)
            return;
        for (var i = 0; i < _same.Length; i++)
            if ((registers >> i & 1) != 0 || (registers >> _same[i] & 1) != 0)
                _same[i] = i;
        foreach (var (offset, register) in _stored)
            if ((registers >> register & 1) != 0)
                _stored.Remove(offset);
    }

    private void Overwritten(int offset, int bytes)
    {
        foreach (var place in _stored.Keys)
            if (place < offset + bytes && offset < place + 8)
                _stored.Remove(place);
    }

    private static int Bytes(BpfInstruction instruction) => (instruction.Opcode & 0x18) switch { 0x10 => 1, 0x08 => 2, 0x00 => 4, _ => 8 };
}
