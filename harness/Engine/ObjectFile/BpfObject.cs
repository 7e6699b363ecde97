using Conformance.Engine.Probes;

namespace Conformance.Engine.ObjectFile;

/// <summary>What code generation hands on: programs and maps, ready to be loaded or written as an ELF object.</summary>
/// <param name="Name">Name of the script, for messages and for the object's file.</param>
/// <param name="Source">The script's text, for line information.</param>
public sealed record BpfObject(string Name, string Source, IReadOnlyList<BpfProgram> Programs, IReadOnlyList<BpfMap> Maps)
{
    /// <summary>The file that a line is in, and its number there: behind the script's own text may stand that of scripts that it imports. Debug information counts them as one.</summary>
    public Func<int, (string File, int Line)>? FileOf { get; init; }

    /// <summary>A line as messages name it.</summary>
    internal string Place(int line)
    {
        var (file, own) = FileOf?.Invoke(line) ?? (Name, line);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}:{own}");
    }

    /// <summary>Index in <see cref="Maps"/> of the ring buffer that carries events; -1 if the script needs none.</summary>
    public int EventsMap { get; init; } = -1;

    /// <summary>
    /// Index in <see cref="Maps"/> of an array whose only entry are u64: first the events that found the ring buffer full, then, if there are more, for each of the script's maps the new keys that found it
    /// full; -1 if none.
    /// </summary>
    public int LostMap { get; init; } = -1;
}

/// <summary>One BPF program on one hook: the bodies of one or more probes of one mechanism, which run one after the other.</summary>
/// <param name="Probes">Their indices (<see cref="Firing.Probe"/>), in the order in which they run, which is the script's.</param>
/// <param name="Name">At most 15 letters, digits or underscores (BPF_OBJ_NAME_LEN).</param>
/// <param name="Target">Mechanism and hook; says program type and how to attach.</param>
/// <param name="Lines">Instruction offset to script line and column, ascending by offset, first entry at 0.</param>
public sealed record BpfProgram(IReadOnlyList<int> Probes, string Name, ProbeTarget Target, IReadOnlyList<BpfInstruction> Instructions, IReadOnlyList<LineInfo> Lines)
{
    /// <summary>Functions behind the program's own code, in the order of their starts. A program that has some is loaded with BTF: the kernel wants to know what each takes, and who may call it.</summary>
    public IReadOnlyList<ProgramFunction> Functions { get; init; } = [];

    /// <summary>Further hooks that the same code serves through the same link, where the mechanism takes many in one.</summary>
    public IReadOnlyList<SharedHook> Others { get; init; } = [];

    /// <summary>All hooks.</summary>
    public IReadOnlyList<ProbeTarget> Targets => Others.Count == 0 ? [Target] : [Target, .. Others.Select(o => o.Target)];

    /// <summary>The probes of all hooks.</summary>
    public IEnumerable<int> AllProbes => Probes.Concat(Others.SelectMany(o => o.Probes));
}

/// <summary>A function behind a program.</summary>
/// <param name="Start">Its first instruction.</param>
/// <param name="Numbers">How many numbers it takes if the program calls it: it is global then, and the kernel verifies it by itself. <c>null</c>: a loop's body that the kernel calls, which is static.</param>
public sealed record ProgramFunction(int Start, int? Numbers);

/// <summary>A hook that shares another one's program.</summary>
/// <param name="Probes">Its probes, as many and of the same clauses as the program's own.</param>
public sealed record SharedHook(ProbeTarget Target, IReadOnlyList<int> Probes);

/// <summary>From this instruction on, the code comes from this place of the script (1-based line and column).</summary>
public readonly record struct LineInfo(int InstructionOffset, int Line, int Column);

/// <summary>One BPF map to be created (<c>enum bpf_map_type</c>, sizes in bytes).</summary>
public sealed record BpfMap(string Name, BpfMapType Type, int KeySize, int ValueSize, int MaxEntries, uint Flags = 0)
{
    /// <summary>Whether programs reach the only entry of an array by its address, without a lookup: a global variable.</summary>
    public bool ByAddress { get; init; }

    /// <summary>What the entry with key 0 of an array holds from the start, or <c>null</c>.</summary>
    public byte[]? Contents { get; init; }
}

/// <summary>Map types we use, numbers of <c>enum bpf_map_type</c> in include/uapi/linux/bpf.h.</summary>
public enum BpfMapType
{
    Hash = 1,
    Array = 2,
    PercpuHash = 5,
    PercpuArray = 6,
    LruHash = 9,
    LruPercpuHash = 10,
    StackTrace = 7,
    RingBuffer = 27,
}
