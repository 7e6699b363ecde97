using System.Runtime.InteropServices;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Kernel;

/// <summary>A function of a BPF program that the kernel runs: the program itself or a subprogram of it.</summary>
/// <param name="Program">The program's number on the machine.</param>
/// <param name="Function">Its name, its id in the program's own types, and its signature.</param>
public sealed record RunningFunction(uint Program, KernelFunction Function);

/// <summary>BPF programs of the machine, whoever loaded them, as far as they came with types: those can be traced.</summary>
internal static unsafe class RunningPrograms
{
    /// <summary>What the module of such functions is called.</summary>
    public const string Module = "bpf";

    // struct bpf_prog_info, include/uapi/linux/bpf.h: how much of it is asked for, and where its members lie.
    private const int InfoSize = 208, Types = 128, RecordSize = 132, Records = 136, RecordCount = 144;

    // struct bpf_btf_info.
    private const int TypesInfoSize = 32, TypesSize = 8;

    private const int TypesById = 19; // BPF_BTF_GET_FD_BY_ID

    /// <summary>All functions, program by program, in the order in which they were loaded.</summary>
    public static IReadOnlyList<RunningFunction> All()
    {
        var found = new List<RunningFunction>();
        for (uint id = 0, next = 0; LibbpfNative.NextProgramId(id, &next) == 0; id = next)
        {
            var number = next;
            using var program = new Descriptor(LibbpfNative.ProgramById(number));
            if (!program.IsInvalid && Read(program) is var (types, functions))
                found.AddRange(functions.Where(f => types.KindOf(f) == BtfKind.Function).Select(f => new RunningFunction(number, KernelTypes.FunctionOf(types, f) with { Module = Module })));
        }

        return found;
    }

    private static (BtfIndex Types, List<int> Functions)? Read(Descriptor program)
    {
        var info = stackalloc byte[InfoSize];
        if (!Ask(program, info, InfoSize) || *(uint*)(info + Types) == 0 || TypesOf(*(uint*)(info + Types)) is not { } types)
            return null;
        var (size, count) = (*(int*)(info + RecordSize), *(int*)(info + RecordCount));
        var records = new byte[Math.Max(0, size * count)];
        if (records.Length == 0)
            return null;
        new Span<byte>(info, InfoSize).Clear();
        fixed (byte* room = records)
        {
            (*(int*)(info + RecordSize), *(int*)(info + RecordCount), *(ulong*)(info + Records)) = (size, count, (ulong)room);
            if (!Ask(program, info, InfoSize, clear: false))
                return null;
        }

        // struct bpf_func_info: the instruction, then the function's type.
        return (types, [.. Enumerable.Range(0, count).Select(i => MemoryMarshal.Read<int>(records.AsSpan((i * size) + 4)))]);
    }

    private static BtfIndex? TypesOf(uint id)
    {
        var request = stackalloc uint[3] { id, 0, 0 };
        using var types = new Descriptor(Libc.Bpf(TypesById, request, 3 * sizeof(uint)));
        var info = stackalloc byte[TypesInfoSize];
        if (types.IsInvalid || !Ask(types, info, TypesInfoSize))
            return null;
        var bytes = new byte[*(int*)(info + TypesSize)];
        new Span<byte>(info, TypesInfoSize).Clear();
        fixed (byte* room = bytes)
        {
            (*(ulong*)info, *(int*)(info + TypesSize)) = ((ulong)room, bytes.Length);
            if (!Ask(types, info, TypesInfoSize, clear: false))
                return null;
        }

        try
        {
            return new BtfIndex(BtfBytes.Of(bytes));
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static bool Ask(Descriptor about, byte* info, int size, bool clear = true)
    {
        if (clear)
            new Span<byte>(info, size).Clear();
        var length = (uint)size;
        return LibbpfNative.ObjectInfo(about.Number, info, &length) == 0;
    }
}
