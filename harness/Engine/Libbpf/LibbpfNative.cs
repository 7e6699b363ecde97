using System.Runtime.InteropServices;

namespace Conformance.Engine.Libbpf;

/// <summary>libbpf's low-level calls, as bpf/bpf.h of libbpf 1.1 declares them. All return a descriptor or 0, or minus the error number.</summary>
internal static unsafe partial class LibbpfNative
{
    private const string Library = "libbpf";

    [LibraryImport(Library, EntryPoint = "bpf_raw_tracepoint_open")]
    public static partial int RawTracepointOpen(byte* name, int program);

    [LibraryImport(Library, EntryPoint = "bpf_prog_test_run_opts")]
    public static partial int ProgramTestRun(int program, TestRunOptions* options);

    [LibraryImport(Library, EntryPoint = "bpf_map_lookup_elem")]
    public static partial int MapLookup(int map, byte* key, byte* value);

    [LibraryImport(Library, EntryPoint = "bpf_map_update_elem")]
    public static partial int MapUpdate(int map, byte* key, byte* value, ulong flags);

    [LibraryImport(Library, EntryPoint = "bpf_map_delete_elem")]
    public static partial int MapDelete(int map, byte* key);

    [LibraryImport(Library, EntryPoint = "bpf_map_get_next_key")]
    public static partial int MapNextKey(int map, byte* key, byte* nextKey);

    [LibraryImport(Library, EntryPoint = "bpf_obj_get_info_by_fd")]
    public static partial int ObjectInfo(int descriptor, void* info, uint* size);

    [LibraryImport(Library, EntryPoint = "bpf_enable_stats")]
    public static partial int EnableStatistics(int kind);

    [LibraryImport(Library, EntryPoint = "bpf_prog_get_fd_by_id")]
    public static partial int ProgramById(uint id);

    [LibraryImport(Library, EntryPoint = "bpf_prog_get_next_id")]
    public static partial int NextProgramId(uint id, uint* next);

    [LibraryImport(Library, EntryPoint = "bpf_map_get_next_id")]
    public static partial int NextMapId(uint id, uint* next);

    [LibraryImport(Library, EntryPoint = "bpf_link_get_next_id")]
    public static partial int NextLinkId(uint id, uint* next);

    /// <summary>Whether tracing programs of this kernel know a helper: loads a program that calls it and reads what the verifier says.</summary>
    public static bool HasHelper(CodeGen.Helper helper)
    {
        const int RawTracepoint = 17; // BPF_PROG_TYPE_RAW_TRACEPOINT, include/uapi/linux/bpf.h
        return ProbeHelper(RawTracepoint, (int)helper, null) == 1;
    }

    [LibraryImport(Library, EntryPoint = "libbpf_probe_bpf_helper")]
    private static partial int ProbeHelper(int programType, int helper, void* options);
}

/// <summary><c>struct bpf_test_run_opts</c>, bpf/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TestRunOptions
{
    public nuint Size;
    public void* DataIn;
    public void* DataOut;
    public uint DataSizeIn;
    public uint DataSizeOut;
    public void* ContextIn;
    public void* ContextOut;
    public uint ContextSizeIn;
    public uint ContextSizeOut;
    public uint ReturnValue;
    public int Repeat;
    public uint Duration;
    public uint Flags;
    public uint Cpu;
    public uint BatchSize;
}
