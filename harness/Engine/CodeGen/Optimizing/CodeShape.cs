using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.CodeGen.Optimizing;

/// <summary>What an instruction reads, writes and does, as bits: one a register.</summary>
internal static class CodeShape
{
    private const byte IfEqual = Opcodes.Jmp | (byte)Jump.Equal, IfNotEqual = Opcodes.Jmp | (byte)Jump.NotEqual;

    /// <summary>r0 to r5, which a call destroys.</summary>
    public const int Scratch = 0b0011_1111;

    /// <summary>Class bits of an opcode.</summary>
    public static int ClassOf(BpfInstruction instruction) => instruction.Opcode & 7;

    public static int Target(BpfInstruction instruction) => instruction.Registers & 15;

    public static int Source(BpfInstruction instruction) => instruction.Registers >> 4;

    public static bool IsArithmetic(BpfInstruction instruction) => ClassOf(instruction) is 4 or 7;

    /// <summary>A copy of a whole register.</summary>
    public static bool IsMove(BpfInstruction instruction) => instruction.Opcode == (Opcodes.Alu64 | Opcodes.FromRegister | (byte)Arithmetic.Move) && instruction.Offset == 0;

    public static bool IsLoad(BpfInstruction instruction) => ClassOf(instruction) == 1;

    /// <summary>A store of a register to memory, not atomic.</summary>
    public static bool IsStore(BpfInstruction instruction) => ClassOf(instruction) == 3 && (instruction.Opcode & 0xe0) == 0x60;

    public static bool IsLoadConstant(BpfInstruction instruction) => instruction.Opcode == Opcodes.LoadConstant64;

    public static bool IsCall(BpfInstruction instruction) => instruction.Opcode == Opcodes.Call;

    public static bool IsExit(BpfInstruction instruction) => instruction.Opcode == Opcodes.Exit;

    /// <summary>A jump, conditional or not.</summary>
    public static bool IsJump(BpfInstruction instruction) => ClassOf(instruction) is 5 or 6 && !IsCall(instruction) && !IsExit(instruction);

    public static bool IsAlways(BpfInstruction instruction) => instruction.Opcode == Opcodes.Jmp;

    /// <summary>Whether two jumps ask whether one register is a constant and whether it is not.</summary>
    public static bool IsOpposite(BpfInstruction one, BpfInstruction other) =>
        (one.Opcode, other.Opcode) is (IfEqual, IfNotEqual) or (IfNotEqual, IfEqual) && Target(one) == Target(other) && one.Immediate == other.Immediate;

    private static bool FromRegister(BpfInstruction instruction) => (instruction.Opcode & Opcodes.FromRegister) != 0;

    /// <summary>Registers whose value matters to the instruction.</summary>
    public static int Reads(BpfInstruction instruction)
    {
        var (target, source) = (1 << Target(instruction), 1 << Source(instruction));
        switch (ClassOf(instruction))
        {
            case 4 or 7:
                var operation = instruction.Opcode & 0xf0;
                return (operation == (byte)Arithmetic.Move ? 0 : target) | (FromRegister(instruction) && operation is not ((byte)Arithmetic.Negate or 0xd0) ? source : 0);
            case 1:
                return source;
            case 2:
                return target;
            case 3:
                return target | source | ((instruction.Opcode & 0xe0) == 0xc0 ? 1 : 0);
            case 0:
                return 0;
            default:
                if (IsCall(instruction))
                    return ((1 << ArgumentsOf(instruction)) - 1) << 1;
                if (IsExit(instruction))
                    return 1;
                return IsAlways(instruction) ? 0 : target | (FromRegister(instruction) ? source : 0);
        }
    }

    /// <summary>How many arguments a call takes; five where this does not know better.</summary>
    private static int ArgumentsOf(BpfInstruction call) => Source(call) != 0 ? 5 : (Helper)call.Immediate switch
    {
        Helper.KtimeGetNs or Helper.KtimeGetBootNs or Helper.GetProcessorId or Helper.GetCurrentPidTgid or Helper.GetCurrentUidGid => 0,
        Helper.MapLookup or Helper.MapDelete or Helper.GetCurrentComm or Helper.RingBufferSubmit or Helper.RingBufferDiscard or Helper.GetFunctionReturn => 2,
        Helper.ProbeReadKernel or Helper.ProbeReadUser or Helper.ProbeReadKernelText or Helper.ProbeReadUserText or Helper.RingBufferReserve or Helper.GetFunctionArgument => 3,
        Helper.MapUpdate or Helper.RingBufferOutput or Helper.Loop or Helper.ForEachMapElement => 4,
        _ => 5,
    };

    /// <summary>Registers that have another value afterwards.</summary>
    public static int Writes(BpfInstruction instruction) => ClassOf(instruction) switch
    {
        0 or 1 or 4 or 7 => 1 << Target(instruction),
        3 when (instruction.Opcode & 0xe0) == 0xc0 && (instruction.Immediate & Opcodes.Fetch) != 0 => 1 << Source(instruction),
        _ when IsCall(instruction) => Scratch,
        _ => 0,
    };

    /// <summary>Whether it does nothing but write its target, so that it may go if nobody reads that.</summary>
    public static bool IsPure(BpfInstruction instruction) => ClassOf(instruction) is 0 or 1 or 4 or 7;
}
