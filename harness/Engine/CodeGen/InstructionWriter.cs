using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.CodeGen;

/// <summary>A moment of writing.</summary>
internal readonly record struct WriterState(int Code, int Jumps, int Lines, int FunctionUses, bool Reachable, int LastBound);

/// <summary>A place in the code that jumps go to.</summary>
public readonly record struct Label(int Index);

/// <summary>
/// Writes instructions and resolves jumps. What cannot be reached is not written: the verifier refuses unreachable code on every kernel
/// (<c>check_cfg</c>, kernel/bpf/verifier.c), so callers need not care what follows a return.
/// </summary>
public sealed class InstructionWriter
{
    private readonly List<BpfInstruction> _code = new(128);
    private readonly List<(int Instruction, int Label)> _jumps = [];
    private readonly List<(int Position, int Uses)> _labels = [];
    private readonly List<(int Instruction, int Label)> _functionUses = [];
    private readonly List<int> _functions = [];
    private readonly List<LineInfo> _lines = [];
    private bool _reachable = true;
    private int _lastBound = -1;

    /// <summary>Instructions so far.</summary>
    public int Count => _code.Count;

    /// <summary>Jumps so far, most of them conditional.</summary>
    public int Branches => _jumps.Count;

    /// <summary>Line information so far; what was marked behind the last instruction (code that cannot be reached) is about nothing.</summary>
    public IReadOnlyList<LineInfo> Lines => [.. _lines.TakeWhile(line => line.InstructionOffset < _code.Count)];

    /// <summary>How far the code is, to return to.</summary>
    internal WriterState State => new(_code.Count, _jumps.Count, _lines.Count, _functionUses.Count, _reachable, _lastBound);

    /// <summary>Forgets what was written since; labels made since mean nothing any more.</summary>
    internal void Rewind(WriterState state)
    {
        _code.RemoveRange(state.Code, _code.Count - state.Code);
        _jumps.RemoveRange(state.Jumps, _jumps.Count - state.Jumps);
        _lines.RemoveRange(Math.Min(state.Lines, _lines.Count), _lines.Count - Math.Min(state.Lines, _lines.Count));
        _functionUses.RemoveRange(state.FunctionUses, _functionUses.Count - state.FunctionUses);
        (_reachable, _lastBound) = (state.Reachable, state.LastBound);
    }

    /// <summary>A new label, to be bound later.</summary>
    public Label NewLabel()
    {
        _labels.Add((-1, 0));
        return new Label(_labels.Count - 1);
    }

    /// <summary>The label means the next instruction.</summary>
    public void Bind(Label label)
    {
        // A jump to the very next instruction is no jump.
        while (_jumps.Count > 0 && _jumps[^1] == (_code.Count - 1, label.Index) && _code[^1].Opcode == Opcodes.Jmp && _lastBound != _code.Count)
        {
            _code.RemoveAt(_code.Count - 1);
            _jumps.RemoveAt(_jumps.Count - 1);
            _labels[label.Index] = (-1, _labels[label.Index].Uses - 1);
            _reachable = true;
        }
        var uses = _labels[label.Index].Uses;
        _reachable |= uses > 0;
        _labels[label.Index] = (_code.Count, uses);
        _lastBound = _code.Count;
    }

    /// <summary>A function of its own begins here, behind the program or another function.</summary>
    public void BindFunction(Label label)
    {
        _labels[label.Index] = (_code.Count, 1);
        _functions.Add(_code.Count);
        _lastBound = _code.Count;
        _reachable = true;
    }

    /// <summary>Whether code that can be reached refers to a function.</summary>
    public bool Uses(Label function) => _functionUses.Exists(use => use.Label == function.Index);

    /// <summary>Where functions behind the program begin.</summary>
    public IReadOnlyList<int> Functions => _functions;

    /// <summary>Sets a register to a function, for a helper that calls it.</summary>
    public void SetFunction(Register target, Label function)
    {
        if (_reachable)
            _functionUses.Add((_code.Count, function.Index));
        Write(Opcodes.LoadConstant64, target, (Register)Opcodes.FunctionReference, 0, 0);
        Write(0, 0, 0, 0, 0);
    }

    /// <summary>Calls a function behind the program.</summary>
    public void CallFunction(Label function)
    {
        if (_reachable)
            _functionUses.Add((_code.Count, function.Index));
        Write(Opcodes.Call, 0, (Register)Opcodes.FunctionCall, 0, 0);
    }

    /// <summary>What follows belongs to this place of the script.</summary>
    public void Mark(int line, int column)
    {
        if (_lines.Count > 0 && _lines[^1].InstructionOffset >= _code.Count)
            _lines.RemoveAt(_lines.Count - 1);
        _lines.Add(new LineInfo(_code.Count, line, column));
    }

    /// <summary>Goes to the label.</summary>
    public void Jump(Label label)
    {
        JumpTo(label, Opcodes.Jmp, 0, 0);
        _reachable = false;
    }

    /// <summary>Goes to the label if the register compares so with a constant.</summary>
    public void JumpIf(Jump condition, Register left, int right, Label label) => JumpTo(label, (byte)(Opcodes.Jmp | (byte)condition), (byte)left, right);

    /// <summary>Goes to the label if the registers compare so.</summary>
    public void JumpIf(Jump condition, Register left, Register right, Label label) =>
        JumpTo(label, (byte)(Opcodes.Jmp | Opcodes.FromRegister | (byte)condition), (byte)((byte)left | (byte)right << 4), 0);

    /// <summary>64-bit arithmetic with a constant (sign-extended).</summary>
    public void Arithmetic(Arithmetic operation, Register target, int constant) => Write((byte)(Opcodes.Alu64 | (byte)operation), target, 0, 0, constant);

    /// <summary>64-bit arithmetic with a register.</summary>
    public void Arithmetic(Arithmetic operation, Register target, Register source) =>
        Write((byte)(Opcodes.Alu64 | Opcodes.FromRegister | (byte)operation), target, source, 0, 0);

    /// <summary>Copies a register, if they differ.</summary>
    public void Move(Register target, Register source)
    {
        if (target != source)
            Arithmetic(CodeGen.Arithmetic.Move, target, source);
    }

    /// <summary>Copies the low 32 bits and clears the rest.</summary>
    public void Move32(Register target, Register source) => Write(Opcodes.Alu32 | Opcodes.FromRegister | (byte)CodeGen.Arithmetic.Move, target, source, 0, 0);

    /// <summary>Sets a register, in one instruction if the constant allows.</summary>
    public void Set(Register target, long constant)
    {
        if (Fits(constant))
        {
            Arithmetic(CodeGen.Arithmetic.Move, target, (int)constant);
            return;
        }
        Write(Opcodes.LoadConstant64, target, 0, 0, (int)constant);
        Write(0, 0, 0, 0, (int)(constant >> 32));
    }

    /// <summary>Sets a register to a map, by its index in the object.</summary>
    public void SetMap(Register target, int map)
    {
        Write(Opcodes.LoadConstant64, target, (Register)Opcodes.MapReference, 0, map);
        Write(0, 0, 0, 0, 0);
    }

    /// <summary>Sets a register to the address of a place in the only entry of an array.</summary>
    public void SetMapValue(Register target, int map, int offset)
    {
        Write(Opcodes.LoadConstant64, target, (Register)Opcodes.MapValueReference, 0, map);
        Write(0, 0, 0, 0, offset);
    }

    /// <summary>Sets a register to an address in the frame.</summary>
    public void SetAddress(Register target, int offset) => SetAddress(target, Place.Frame(offset));

    /// <summary>Sets a register to the address of a place.</summary>
    public void SetAddress(Register target, Place place)
    {
        Move(target, place.Base);
        if (place.Offset != 0)
            Arithmetic(CodeGen.Arithmetic.Add, target, place.Offset);
    }

    /// <summary>Loads 1, 2, 4 or 8 bytes of a place, without sign.</summary>
    public void Load(Register target, Place place, int bytes = 8) => Load(target, place.Base, place.Offset, bytes);

    /// <summary>Stores 1, 2, 4 or 8 bytes of a register to a place.</summary>
    public void Store(Place place, Register source, int bytes = 8) => Store(place.Base, place.Offset, source, bytes);

    /// <summary>Stores a constant of 1, 2, 4 or 8 bytes (sign-extended) to a place.</summary>
    public void Store(Place place, int constant, int bytes = 8) => Store(place.Base, place.Offset, constant, bytes);

    /// <summary>Loads 1, 2, 4 or 8 bytes, without sign.</summary>
    public void Load(Register target, Register address, int offset, int bytes = 8) => Write((byte)(Opcodes.Load | Opcodes.Width(bytes)), target, address, offset, 0);

    /// <summary>Stores 1, 2, 4 or 8 bytes of a register.</summary>
    public void Store(Register address, int offset, Register source, int bytes = 8) => Write((byte)(Opcodes.Store | Opcodes.Width(bytes)), address, source, offset, 0);

    /// <summary>Stores a constant of 1, 2, 4 or 8 bytes (sign-extended).</summary>
    public void Store(Register address, int offset, int constant, int bytes = 8) => Write((byte)(Opcodes.StoreConstant | Opcodes.Width(bytes)), address, 0, offset, constant);

    /// <summary>Adds a register to eight bytes of memory, atomically; with <paramref name="fetch"/> the register receives what was there before.</summary>
    public void AtomicAdd(Register address, int offset, Register source, bool fetch = false) => Write(Opcodes.AtomicAdd64, address, source, offset, fetch ? Opcodes.Fetch : 0);

    /// <summary>Turns the low 16, 32 or 64 bits from this machine's byte order to big endian and clears the rest; on little-endian machines that swaps them.</summary>
    public void SwapBytes(Register target, int bits) => Write(Opcodes.SwapToBigEndian, target, 0, 0, bits);

    /// <summary>Calls a helper.</summary>
    public void Call(Helper helper) => Write(Opcodes.Call, 0, 0, 0, (int)helper);

    /// <summary>Calls a function that the kernel opens to programs (a kfunc), by its number in the kernel's BTF.</summary>
    public void CallKernelFunction(int number) => Write(Opcodes.Call, 0, (Register)Opcodes.KernelFunctionCall, 0, number);

    /// <summary>Ends the program; r0 is its result.</summary>
    public void Exit()
    {
        Write(Opcodes.Exit, 0, 0, 0, 0);
        _reachable = false;
    }

    /// <summary>Whether an instruction can hold the constant.</summary>
    public static bool Fits(long constant) => constant == (int)constant;

    /// <summary>The finished code, and where each jump and each use of a function goes: -1 for all other instructions. Distances are not written yet.</summary>
    public (BpfInstruction[] Code, int[] Goals) Finish()
    {
        var goals = new int[_code.Count];
        Array.Fill(goals, -1);
        foreach (var (instruction, label) in _jumps)
            goals[instruction] = _labels[label].Position;
        foreach (var (instruction, label) in _functionUses)
            goals[instruction] = _labels[label].Position;
        return ([.. _code], goals);
    }

    private void JumpTo(Label label, byte opcode, byte registers, int constant)
    {
        if (!_reachable)
            return;
        _labels[label.Index] = _labels[label.Index] with { Uses = _labels[label.Index].Uses + 1 };
        _jumps.Add((_code.Count, label.Index));
        _code.Add(new BpfInstruction(opcode, registers, 0, constant));
    }

    private void Write(byte opcode, Register target, Register source, int offset, int constant)
    {
        if (_reachable)
            _code.Add(new BpfInstruction(opcode, (byte)((byte)target | (byte)source << 4), (short)offset, constant));
    }
}
