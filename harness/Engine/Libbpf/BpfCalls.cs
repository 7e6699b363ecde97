using System.Text;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Libbpf;

/// <summary>What a program is loaded as: the numbers that bpf(2) wants beside the instructions.</summary>
/// <param name="Type"><c>enum bpf_prog_type</c>.</param>
/// <param name="ExpectedAttachType"><c>enum bpf_attach_type</c>, 0 where the type has none.</param>
/// <param name="AttachBtfId">Function id in vmlinux BTF, 0 where the type has none.</param>
/// <param name="AttachBtfObject">Descriptor of the module's BTF that has the id; 0 for the kernel's own.</param>
internal readonly record struct ProgramKind(uint Type, uint ExpectedAttachType = 0, int AttachBtfId = 0, int AttachBtfObject = 0)
{
    /// <summary>What the target's mechanism and hook ask for.</summary>
    public static ProgramKind Of(ProbeTarget target) =>
        new(target.Mechanism.ProgramType, target.Mechanism.ExpectedAttachType, target.Mechanism.IsLoadedAgainstFunction ? target.Function?.BtfId ?? 0 : 0);
}

/// <summary>bpf(2) with owners and spans. Each call returns an invalid owner or a negative number on error; the number is minus the error number.</summary>
internal static unsafe class BpfCalls
{
    /// <summary>All our programs call helpers that the kernel gives to GPL programs only (bpf_probe_read_kernel, include/uapi/linux/bpf.h).</summary>
    private static ReadOnlySpan<byte> License => "GPL\0"u8;

    /// <summary>BPF_LINK_CREATE of <c>enum bpf_cmd</c>.</summary>
    public const int LinkCreate = 28;

    public static int CreateMap(BpfMap map)
    {
        var options = new MapCreateOptions { Size = (nuint)sizeof(MapCreateOptions), Flags = map.Flags };
        fixed (byte* name = ObjectName(map.Name))
            return LibbpfNative.MapCreate((uint)map.Type, name, (uint)map.KeySize, (uint)map.ValueSize, (uint)map.MaxEntries, &options);
    }

    /// <summary>Loads without a log: formatting one costs more than verifying. <see cref="ExplainLoad"/> asks again, with a log, when this failed.</summary>
    public static int LoadProgram(string name, ProgramKind kind, ReadOnlySpan<BpfInstruction> instructions) => Load(name, kind, instructions, default, []);

    /// <summary>Loads a program that has functions of its own, whose types the kernel wants to see.</summary>
    public static int LoadProgram(string name, ProgramKind kind, ReadOnlySpan<BpfInstruction> instructions, ProgramDebug debug) => LoadWithTypes(name, kind, instructions, debug, []);

    /// <summary>Loads again to get the verifier's words, between the lines of the script where the kernel takes those; empty if it said nothing.</summary>
    public static string ExplainLoad(string name, ProgramKind kind, ReadOnlySpan<BpfInstruction> instructions, ProgramDebug debug)
    {
        // A log that does not fit ends with ENOSPC, and older kernels then keep its beginning, where the complaint is not.
        foreach (var size in (ReadOnlySpan<int>)[1 << 20, 1 << 24])
        {
            var log = new byte[size];
            var answer = LoadWithTypes(name, kind, instructions, debug, log);
            using var program = new Descriptor(answer);
            if (answer != -Errno.ENOSPC || size == 1 << 24)
            {
                var end = log.AsSpan().IndexOf((byte)0);
                return Encoding.UTF8.GetString(log, 0, end < 0 ? log.Length : end);
            }
        }

        return "";
    }

    /// <summary>
    /// How often the kernel skipped the program because it was already running on that CPU: <c>recursion_misses</c> of <c>struct bpf_prog_info</c>,
    /// include/uapi/linux/bpf.h, there since 5.12. <c>null</c> if this kernel does not count them.
    /// </summary>
    public static ulong? RecursionMisses(Descriptor program)
    {
        const int offset = 208;
        const int size = 232;
        var info = stackalloc byte[size];
        new Span<byte>(info, size).Clear();
        uint known = size;
        return LibbpfNative.ObjectInfo(program.Number, info, &known) == 0 && known >= offset + sizeof(ulong) ? *(ulong*)(info + offset) : null;
    }

    /// <summary>Attaches a fentry, fexit or raw tracepoint program. BPF_RAW_TRACEPOINT_OPEN works on every kernel with trampolines; BPF_LINK_CREATE learnt it in 5.19 only.</summary>
    public static int OpenRawTracepoint(Descriptor program) => LibbpfNative.RawTracepointOpen(null, program.Number);

    /// <summary>Attaches a raw tracepoint program to the tracepoint of that name.</summary>
    public static int OpenRawTracepoint(Descriptor program, string name)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            return LibbpfNative.RawTracepointOpen(text, program.Number);
    }

    /// <summary>Runs a raw tracepoint program once, on this thread and CPU.</summary>
    public static int RunOnce(Descriptor program)
    {
        var options = new TestRunOptions { Size = (nuint)sizeof(TestRunOptions) };
        return LibbpfNative.ProgramTestRun(program.Number, &options);
    }

    public static int Lookup(Descriptor map, ReadOnlySpan<byte> key, Span<byte> value)
    {
        fixed (byte* k = key)
        fixed (byte* v = value)
            return LibbpfNative.MapLookup(map.Number, k, v);
    }

    public static int Update(Descriptor map, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* k = key)
        fixed (byte* v = value)
            return LibbpfNative.MapUpdate(map.Number, k, v, 0);
    }

    /// <summary>Removes an entry.</summary>
    public static int Delete(Descriptor map, ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
            return LibbpfNative.MapDelete(map.Number, k);
    }

    /// <summary>The key after <paramref name="key"/>, or the first one if that is empty; negative at the end.</summary>
    public static int NextKey(Descriptor map, ReadOnlySpan<byte> key, Span<byte> next)
    {
        fixed (byte* k = key)
        fixed (byte* n = next)
            return LibbpfNative.MapNextKey(map.Number, key.IsEmpty ? null : k, n);
    }

    /// <summary>The kernel takes letters, digits, underscores and dots, 15 of them (BPF_OBJ_NAME_LEN with its end).</summary>
    public static byte[] ObjectName(string name)
    {
        var bytes = new byte[16];
        for (var i = 0; i < Math.Min(name.Length, 15); i++)
            bytes[i] = char.IsAsciiLetterOrDigit(name[i]) ? (byte)name[i] : (byte)'_';
        return bytes;
    }

    private static int LoadWithTypes(string name, ProgramKind kind, ReadOnlySpan<BpfInstruction> instructions, ProgramDebug debug, byte[] log)
    {
        using var types = new Descriptor(LoadTypes(debug.Btf));
        fixed (uint* functions = debug.Functions, lines = debug.Lines)
        {
            var extra = types.IsInvalid ? default : new ProgramLoadOptions
            {
                BtfDescriptor = (uint)types.Number,
                FunctionInfo = functions,
                FunctionInfoCount = (uint)debug.FunctionCount,
                FunctionInfoSize = ProgramDebug.FunctionRecord,
                LineInfo = lines,
                LineInfoCount = (uint)debug.LineCount,
                LineInfoSize = ProgramDebug.LineRecord,
            };
            return Load(name, kind, instructions, extra, log);
        }
    }

    private static int LoadTypes(byte[] btf)
    {
        var options = new BtfLoadOptions { Size = (nuint)sizeof(BtfLoadOptions) };
        fixed (byte* data = btf)
            return LibbpfNative.BtfLoad(data, (nuint)btf.Length, &options);
    }

    private static int Load(string name, ProgramKind kind, ReadOnlySpan<BpfInstruction> instructions, ProgramLoadOptions options, byte[] log)
    {
        fixed (byte* namePointer = ObjectName(name), license = License, logPointer = log)
        fixed (BpfInstruction* code = instructions)
        {
            options.Size = (nuint)sizeof(ProgramLoadOptions);
            options.ExpectedAttachType = kind.ExpectedAttachType;
            options.AttachBtfId = (uint)kind.AttachBtfId;
            options.AttachBtfObject = (uint)kind.AttachBtfObject;
            options.LogLevel = log.Length == 0 ? 0u : 1u;
            options.LogSize = (uint)log.Length;
            options.Log = logPointer;
            return LibbpfNative.ProgramLoad(kind.Type, namePointer, license, code, (nuint)instructions.Length, &options);
        }
    }
}
