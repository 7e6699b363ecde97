using System.Globalization;

namespace Conformance.Engine.ObjectFile;

/// <summary>Instructions as text, in the manner of the kernel's verifier (<c>r2 = *(u64 *)(r6 +16)</c>). Opcodes: Documentation/bpf/standardization/instruction-set.rst.</summary>
public static class Disassembler
{
    private const byte LoadConstant64 = 0x18;

    private static readonly string[] s_arithmetic = ["+=", "-=", "*=", "/=", "|=", "&=", "<<=", ">>=", "", "%=", "^=", "=", "s>>="];
    private static readonly string[] s_jumps = ["", "==", ">", ">=", "&", "!=", "s>", "s>=", "", "", "<", "<=", "s<", "s<="];
    private static readonly string[] s_sizes = ["u32", "u16", "u8", "u64"];

    /// <summary>Whether the instruction takes two slots (a 64-bit constant).</summary>
    public static bool IsWide(BpfInstruction instruction) => instruction.Opcode == LoadConstant64;

    /// <summary>One instruction.</summary>
    /// <param name="at">Its index, from which jumps count.</param>
    /// <param name="next">The slot after it, for a 64-bit constant.</param>
    /// <param name="maps">Names of the maps, by their index.</param>
    public static string Text(BpfInstruction instruction, int at, BpfInstruction next, IReadOnlyList<BpfMap> maps) => (instruction.Opcode & 7) switch
    {
        0 => Constant(instruction, at, next, maps),
        1 => $"{Target(instruction)} = {Memory(instruction, Source(instruction))}",
        2 => $"{Memory(instruction, Target(instruction))} = {instruction.Immediate}",
        3 => Store(instruction),
        4 => Arithmetic(instruction, 'w'),
        7 => Arithmetic(instruction, 'r'),
        5 => Jump(instruction, at, 'r'),
        _ => Jump(instruction, at, 'w'),
    };

    private static string Target(BpfInstruction instruction, char width = 'r') => $"{width}{instruction.Registers & 15}";

    private static string Source(BpfInstruction instruction, char width = 'r') => $"{width}{instruction.Registers >> 4}";

    private static string Operand(BpfInstruction instruction, char width) =>
        (instruction.Opcode & 8) != 0 ? Source(instruction, width) : instruction.Immediate.ToString(CultureInfo.InvariantCulture);

    private static string Constant(BpfInstruction instruction, int at, BpfInstruction next, IReadOnlyList<BpfMap> maps)
    {
        var target = Target(instruction);
        if (!IsWide(instruction))
            return $"(opcode 0x{instruction.Opcode:x2})";
        if (instruction.Registers >> 4 == 4)
            return $"{target} = function at {at + 1 + instruction.Immediate}";
        if (instruction.Registers >> 4 is 1 or 2)
            return $"{target} = map[{(instruction.Immediate >= 0 && instruction.Immediate < maps.Count ? maps[instruction.Immediate].Name : instruction.Immediate)}]{(instruction.Registers >> 4 == 2 ? $" value +{next.Immediate}" : "")}";
        return $"{target} = 0x{((ulong)(uint)next.Immediate << 32) | (uint)instruction.Immediate:x} ll";
    }

    private static string Memory(BpfInstruction instruction, string address)
    {
        var size = s_sizes[(instruction.Opcode >> 3) & 3];
        // BPF_MEMSX, a load with sign.
        var signed = instruction.Opcode >> 5 == 4 ? "s" + size[1..] : size;
        return $"*({signed} *)({address} {Signed(instruction.Offset)})";
    }

    private static string Store(BpfInstruction instruction)
    {
        var memory = Memory(instruction, Target(instruction));
        if (instruction.Opcode >> 5 != 6)
            return $"{memory} = {Source(instruction)}";
        var fetch = (instruction.Immediate & 1) != 0 ? $"{Source(instruction)} = " : "";
        return (instruction.Immediate & ~1) switch
        {
            0xe0 => $"{Source(instruction)} = atomic exchange {memory}",
            0xf0 => $"r0 = atomic compare-exchange {memory}, r0, {Source(instruction)}",
            0x40 => $"{fetch}atomic {memory} |= {Source(instruction)}",
            0x50 => $"{fetch}atomic {memory} &= {Source(instruction)}",
            0xa0 => $"{fetch}atomic {memory} ^= {Source(instruction)}",
            _ => $"{fetch}atomic {memory} += {Source(instruction)}",
        };
    }

    private static string Arithmetic(BpfInstruction instruction, char width)
    {
        var target = Target(instruction, width);
        return (instruction.Opcode >> 4) switch
        {
            8 => $"{target} = -{target}",
            13 => $"{target} = {((instruction.Opcode & 8) != 0 ? "be" : width == 'w' ? "le" : "bswap")}{instruction.Immediate} {target}",
            11 when instruction.Offset != 0 => $"{target} = (s{instruction.Offset}){Source(instruction, width)}",
            3 or 9 when instruction.Offset == 1 => $"{target} s{s_arithmetic[instruction.Opcode >> 4]} {Operand(instruction, width)}",
            var operation when operation < s_arithmetic.Length => $"{target} {s_arithmetic[operation]} {Operand(instruction, width)}",
            _ => $"(opcode 0x{instruction.Opcode:x2})",
        };
    }

    private static string Jump(BpfInstruction instruction, int at, char width) => (instruction.Opcode >> 4) switch
    {
        0 => $"goto {at + 1 + (width == 'w' ? instruction.Immediate : instruction.Offset)}",
        8 => (instruction.Registers >> 4) switch
        {
            0 => $"call {HelperNames.Of(instruction.Immediate)}#{instruction.Immediate}",
            1 => $"call {at + 1 + instruction.Immediate}",
            _ => $"call kernel function {instruction.Immediate}",
        },
        9 => "exit",
        var operation when operation < s_jumps.Length && s_jumps[operation].Length > 0 =>
            $"if {Target(instruction, width)} {s_jumps[operation]} {Operand(instruction, width)} goto {at + 1 + instruction.Offset}",
        _ => $"(opcode 0x{instruction.Opcode:x2})",
    };

    private static string Signed(short offset) => offset < 0 ? $"-{-offset}" : $"+{offset}";
}
