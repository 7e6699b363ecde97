using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Attach;

/// <summary>A handful of eBPF instructions by name, for the programs that the engine runs for itself (probing features, measuring run orders). Opcodes: include/uapi/linux/bpf.h and bpf_common.h.</summary>
internal static class TinyProgram
{
    /// <summary><c>r0 = 0; exit</c>: loads as any type.</summary>
    public static BpfInstruction[] Nothing => [Move(0, 0), Exit];

    public static BpfInstruction Exit => new(0x95, 0, 0, 0);

    /// <summary>dst = imm</summary>
    public static BpfInstruction Move(int to, int constant) => new(0xb7, (byte)to, 0, constant);

    /// <summary>dst = src</summary>
    public static BpfInstruction MoveRegister(int to, int from) => new(0xbf, Pair(to, from), 0, 0);

    /// <summary>dst += imm</summary>
    public static BpfInstruction Add(int to, int constant) => new(0x07, (byte)to, 0, constant);

    /// <summary>dst += src</summary>
    public static BpfInstruction AddRegister(int to, int from) => new(0x0f, Pair(to, from), 0, 0);

    /// <summary>dst &lt;&lt;= imm</summary>
    public static BpfInstruction ShiftLeft(int to, int bits) => new(0x67, (byte)to, 0, bits);

    /// <summary>dst = *(u64 *)(src + offset)</summary>
    public static BpfInstruction Load64(int to, int from, short offset) => new(0x79, Pair(to, from), offset, 0);

    /// <summary>dst = *(u32 *)(src + offset)</summary>
    public static BpfInstruction Load32(int to, int from, short offset) => new(0x61, Pair(to, from), offset, 0);

    /// <summary>*(u64 *)(dst + offset) = src</summary>
    public static BpfInstruction Store64(int to, short offset, int from) => new(0x7b, Pair(to, from), offset, 0);

    /// <summary>*(u32 *)(dst + offset) = src</summary>
    public static BpfInstruction Store32(int to, short offset, int from) => new(0x63, Pair(to, from), offset, 0);

    /// <summary>*(u32 *)(dst + offset) = imm</summary>
    public static BpfInstruction StoreConstant32(int to, short offset, int constant) => new(0x62, (byte)to, offset, constant);

    /// <summary>if dst == imm, skip instructions</summary>
    public static BpfInstruction JumpIfEqual(int register, int constant, int skip) => new(0x15, (byte)register, (short)skip, constant);

    /// <summary>if dst > imm (unsigned), skip instructions</summary>
    public static BpfInstruction JumpIfGreater(int register, int constant, int skip) => new(0x25, (byte)register, (short)skip, constant);

    /// <summary>if dst != src, skip instructions</summary>
    public static BpfInstruction JumpIfNotEqualRegister(int a, int b, int skip) => new(0x5d, Pair(a, b), (short)skip, 0);

    /// <summary>r0 = helper(r1 … r5), number of <c>enum bpf_func_id</c></summary>
    public static BpfInstruction Call(int helper) => new(0x85, 0, 0, helper);

    /// <summary>dst = map, two slots (LD_IMM64 with BPF_PSEUDO_MAP_FD)</summary>
    public static BpfInstruction[] MapAddress(int to, int descriptor) => [new(0x18, Pair(to, 1), 0, descriptor), new(0, 0, 0, 0)];

    private static byte Pair(int destination, int source) => (byte)(destination | (source << 4));
}
