using System.Buffers.Binary;
using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Attach;

/// <summary>
/// The programs that measure run order, and their map: one value holding the owner (u64, what bpf_get_current_pid_tgid says of the measuring thread),
/// the number of notes (u32) and the notes (u32 each, from byte 16). The owner is set by a program too, not from gettid(2): in a
/// container's pid namespace the two differ.
/// </summary>
internal static class OrderProgram
{
    private const short OwnerAt = 0;
    private const short CountAt = 8;
    private const short NotesAt = 16;

    // enum bpf_func_id, include/uapi/linux/bpf.h.
    private const int MapLookup = 1;
    private const int MapUpdate = 2;
    private const int CurrentPidTgid = 14;

    /// <summary>Notes that there is room for.</summary>
    public const int Capacity = 124;

    /// <summary>Bytes of the map's only value.</summary>
    public const int ValueSize = NotesAt + (4 * Capacity);

    /// <summary>BPF_PROG_TYPE_RAW_TRACEPOINT: what this process can run itself.</summary>
    public const uint ClaimType = 17;

    /// <summary>The map to create.</summary>
    public static BpfMap Map { get; } = new("order", BpfMapType.Array, 4, ValueSize, 1);

    /// <summary>A hash map for programs that cause a call inside the kernel by writing to it.</summary>
    public static BpfMap UpdatedMap { get; } = new("updated", BpfMapType.Hash, 8, 8, 4);

    /// <summary>Makes the thread that runs it the owner.</summary>
    public static BpfInstruction[] Claim(Descriptor map) =>
    [
        .. LookUp(map, skipIfMissing: 2),
        TinyProgram.Call(CurrentPidTgid),
        TinyProgram.Store64(6, OwnerAt, 0),
        .. TinyProgram.Nothing,
    ];

    /// <summary>Appends a number to the notes if the owner runs it and there is room; then does what else it is given, for the owner only.</summary>
    /// <param name="then">More instructions; r6 is the map's value, and no jump may leave them but to their end.</param>
    /// <param name="returns">What the program returns, for everybody 0 but for the owner.</param>
    public static BpfInstruction[] Note(Descriptor map, int number, BpfInstruction[]? then = null, int returns = 0)
    {
        BpfInstruction[] append =
        [
            TinyProgram.Load32(1, 6, CountAt),
            TinyProgram.JumpIfGreater(1, Capacity - 1, 6),
            TinyProgram.MoveRegister(2, 1),
            TinyProgram.ShiftLeft(2, 2),
            TinyProgram.AddRegister(2, 6),
            TinyProgram.StoreConstant32(2, NotesAt, number),
            TinyProgram.Add(1, 1),
            TinyProgram.Store32(6, CountAt, 1),
            .. then ?? [],
            TinyProgram.Move(0, returns),
            TinyProgram.Exit,
        ];
        return
        [
            .. LookUp(map, skipIfMissing: 3 + append.Length),
            TinyProgram.Call(CurrentPidTgid),
            TinyProgram.Load64(1, 6, OwnerAt),
            TinyProgram.JumpIfNotEqualRegister(0, 1, append.Length),
            .. append,
            .. TinyProgram.Nothing,
        ];
    }

    /// <summary>Writes an entry of <see cref="UpdatedMap"/>.</summary>
    public static BpfInstruction[] Update(Descriptor map) =>
    [
        TinyProgram.Move(1, 0),
        TinyProgram.Store64(10, -8, 1),
        .. TinyProgram.MapAddress(1, map.Number),
        TinyProgram.MoveRegister(2, 10),
        TinyProgram.Add(2, -8),
        TinyProgram.MoveRegister(3, 2),
        TinyProgram.Move(4, 0),
        TinyProgram.Call(MapUpdate),
    ];

    /// <summary>The notes in the order in which they were made.</summary>
    public static IReadOnlyList<int> Read(ReadOnlySpan<byte> value)
    {
        var notes = new int[Math.Min(Capacity, BinaryPrimitives.ReadInt32LittleEndian(value[CountAt..]))];
        for (var i = 0; i < notes.Length; i++)
            notes[i] = BinaryPrimitives.ReadInt32LittleEndian(value[(NotesAt + (4 * i))..]);
        return notes;
    }

    // r6 = the map's value.
    private static BpfInstruction[] LookUp(Descriptor map, int skipIfMissing) =>
    [
        .. TinyProgram.MapAddress(1, map.Number),
        TinyProgram.StoreConstant32(10, -4, 0),
        TinyProgram.MoveRegister(2, 10),
        TinyProgram.Add(2, -4),
        TinyProgram.Call(MapLookup),
        TinyProgram.JumpIfEqual(0, 0, skipIfMissing + 1),
        TinyProgram.MoveRegister(6, 0),
    ];
}
