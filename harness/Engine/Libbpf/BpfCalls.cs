using System.Text;
using Conformance.Engine.ObjectFile;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Libbpf;

/// <summary>What a program is loaded as: the numbers that bpf(2) wants beside the instructions.</summary>
/// <param name="Type"><c>enum bpf_prog_type</c>.</param>
/// <param name="ExpectedAttachType"><c>enum bpf_attach_type</c>, 0 where the type has none.</param>
/// <param name="AttachBtfId">Function id in vmlinux BTF, 0 where the type has none.</param>
/// <param name="AttachBtfObject">Descriptor of the module's BTF, or of the BPF program, that has the id; 0 for the kernel's own.</param>
internal readonly record struct ProgramKind(uint Type, uint ExpectedAttachType = 0, int AttachBtfId = 0, int AttachBtfObject = 0)
{
    /// <summary><c>BPF_F_*</c> of program loading.</summary>
    public uint Flags { get; init; }

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
        var attributes = new MapAttributes { Type = (uint)map.Type, KeySize = (uint)map.KeySize, ValueSize = (uint)map.ValueSize, MaxEntries = (uint)map.MaxEntries, Flags = map.Flags };
        ObjectName(map.Name).CopyTo(new Span<byte>(attributes.Name, 16));
        return BpfObjectCalls.Create(attributes);
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
    public static int RunOnce(Descriptor program) => RunOnce(program, out _);

    /// <summary>The same, with what the program returned.</summary>
    public static int RunOnce(Descriptor program, out uint answer)
    {
        var options = new TestRunOptions { Size = (nuint)sizeof(TestRunOptions) };
        var error = LibbpfNative.ProgramTestRun(program.Number, &options);
        answer = options.ReturnValue;
        return error;
    }

    /// <summary>Runs a program of type syscall once; eight bytes of context go in and come back.</summary>
    public static int RunOnce(Descriptor program, ref long context)
    {
        fixed (long* pointer = &context)
        {
            var options = new TestRunOptions { Size = (nuint)sizeof(TestRunOptions), ContextIn = pointer, ContextSizeIn = sizeof(long) };
            return LibbpfNative.ProgramTestRun(program.Number, &options);
        }
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
            var extra = types.IsInvalid ? default : new ProgramAttributes
            {
                BtfDescriptor = (uint)types.Number,
                FunctionInfo = (ulong)functions,
                FunctionInfoCount = (uint)debug.FunctionCount,
                FunctionInfoSize = ProgramDebug.FunctionRecord,
                LineInfo = (ulong)lines,
                LineInfoCount = (uint)debug.LineCount,
                LineInfoSize = ProgramDebug.LineRecord,
            };
            return Load(name, kind, instructions, extra, log);
        }
    }

    private static int LoadTypes(byte[] btf)
    {
        fixed (byte* data = btf)
            return BpfObjectCalls.LoadTypes(new TypesAttributes { Data = (ulong)data, Size = (uint)btf.Length });
    }

    private static int Load(string name, ProgramKind kind, ReadOnlySpan<BpfInstruction> instructions, ProgramAttributes attributes, byte[] log)
    {
        fixed (byte* license = License, logPointer = log)
        fixed (BpfInstruction* code = instructions)
        {
            ObjectName(name).CopyTo(new Span<byte>(attributes.Name, 16));
            attributes.Type = kind.Type;
            attributes.Flags = kind.Flags;
            attributes.Instructions = (ulong)code;
            attributes.InstructionCount = (uint)instructions.Length;
            attributes.License = (ulong)license;
            attributes.ExpectedAttachType = kind.ExpectedAttachType;
            attributes.AttachBtfId = (uint)kind.AttachBtfId;
            attributes.AttachBtfObject = (uint)kind.AttachBtfObject;
            attributes.LogLevel = log.Length == 0 ? 0u : 1u;
            attributes.LogSize = (uint)log.Length;
            attributes.Log = (ulong)logPointer;
            return BpfObjectCalls.Load(attributes);
        }
    }
}
