namespace Conformance.Engine.CodeGen;

/// <summary>Arithmetic: the operation bits of classes ALU and ALU64 (include/uapi/linux/bpf.h, bpf_common.h).</summary>
public enum Arithmetic : byte
{
    Add = 0x00,
    Subtract = 0x10,
    Multiply = 0x20,
    Divide = 0x30,
    Or = 0x40,
    And = 0x50,
    ShiftLeft = 0x60,
    ShiftRight = 0x70,
    Negate = 0x80,
    Remainder = 0x90,
    Xor = 0xa0,
    Move = 0xb0,
    ShiftRightSigned = 0xc0,
}

/// <summary>Jumps: the operation bits of class JMP; they compare 64 bits.</summary>
public enum Jump : byte
{
    Always = 0x00,
    Equal = 0x10,
    Above = 0x20,
    AboveOrEqual = 0x30,
    NotEqual = 0x50,
    Greater = 0x60,
    GreaterOrEqual = 0x70,
    Below = 0xa0,
    BelowOrEqual = 0xb0,
    Less = 0xc0,
    LessOrEqual = 0xd0,
}

/// <summary>Helper functions, numbers of <c>enum bpf_func_id</c> in include/uapi/linux/bpf.h.</summary>
public enum Helper
{
    MapLookup = 1,
    MapUpdate = 2,
    MapDelete = 3,
    ProbeReadAny = 4,
    KtimeGetNs = 5,
    GetPrandomU32 = 7,
    GetProcessorId = 8,
    GetCurrentPidTgid = 14,
    GetCurrentUidGid = 15,
    GetCurrentComm = 16,
    GetStackId = 27,
    GetCurrentTask = 35,
    GetNumaNodeId = 42,
    ProbeReadAnyText = 45,
    GetSocketCookie = 46,
    GetStack = 67,
    GetCurrentCgroupId = 80,
    SendSignal = 109,
    ProbeReadUser = 112,
    ProbeReadKernel = 113,
    ProbeReadUserText = 114,
    ProbeReadKernelText = 115,
    SendSignalThread = 117,
    Jiffies64 = 118,
    GetNsCurrentPidTgid = 120,
    KtimeGetBootNs = 125,
    RingBufferOutput = 130,
    RingBufferReserve = 131,
    RingBufferSubmit = 132,
    RingBufferDiscard = 133,
    DPath = 147,
    ForEachMapElement = 164,
    GetAttachCookie = 174,
    Loop = 181,
    GetFunctionArgument = 183,
    GetFunctionReturn = 184,
    MapLookupPercpu = 195,
    KtimeGetTaiNs = 208,
}

/// <summary>Classes, sizes and modes from which opcodes are made.</summary>
internal static class Opcodes
{
    public const byte Alu32 = 0x04;
    public const byte Jmp = 0x05;
    public const byte Alu64 = 0x07;
    public const byte FromRegister = 0x08;
    public const byte LoadConstant64 = 0x18;
    public const byte Load = 0x61;
    public const byte StoreConstant = 0x62;
    public const byte Store = 0x63;
    public const byte AtomicAdd64 = 0xdb;
    public const byte SwapToBigEndian = 0xdc;
    public const byte Call = 0x85;
    public const byte Exit = 0x95;

    /// <summary>BPF_PSEUDO_MAP_FD: a 64-bit constant that stands for a map.</summary>
    public const byte MapReference = 1;

    /// <summary>BPF_PSEUDO_MAP_VALUE: a 64-bit constant that stands for the address of an array's only entry, the second half for an offset in it.</summary>
    public const byte MapValueReference = 2;

    /// <summary>BPF_PSEUDO_FUNC: a 64-bit constant that stands for a function of the program.</summary>
    public const byte FunctionReference = 4;

    /// <summary>BPF_PSEUDO_CALL: a call to a function of the program.</summary>
    public const byte FunctionCall = 1;

    /// <summary>BPF_PSEUDO_KFUNC_CALL: a call to a function of the kernel, by its number in BTF.</summary>
    public const byte KernelFunctionCall = 2;

    /// <summary>BPF_FETCH: an atomic operation gives the old value back.</summary>
    public const int Fetch = 0x01;

    /// <summary>Size bits for 1, 2, 4 or 8 bytes.</summary>
    public static byte Width(int bytes) => bytes switch { 1 => 0x10, 2 => 0x08, 4 => 0x00, _ => 0x18 };
}
