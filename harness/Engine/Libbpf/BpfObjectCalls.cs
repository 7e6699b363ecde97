using System.Runtime.InteropServices;

namespace Conformance.Engine.Libbpf;

/// <summary>
/// BPF_MAP_CREATE, BPF_PROG_LOAD and BPF_BTF_LOAD as bare system calls. libbpf loads two programs of its own before the first map or program, to find out whether this kernel knows names and counts locked memory: a quarter
/// of what it takes to start a short script. All kernels with ring buffers know names, and whether memory is counted shows when it is not enough.
/// </summary>
internal static unsafe class BpfObjectCalls
{
    // enum bpf_cmd, include/uapi/linux/bpf.h.
    private const int MapCreate = 0, ProgramLoad = 5, TypesLoad = 18;

    /// <summary>The verifier gives up with EAGAIN when a signal waits for the thread.</summary>
    private const int Attempts = 5;

    /// <summary>A descriptor, or minus the error number.</summary>
    public static int Create(MapAttributes attributes) => Call(MapCreate, &attributes, sizeof(MapAttributes));

    /// <summary>A descriptor, or minus the error number.</summary>
    public static int LoadTypes(TypesAttributes attributes) => Call(TypesLoad, &attributes, sizeof(TypesAttributes));

    /// <summary>A descriptor, or minus the error number.</summary>
    public static int Load(ProgramAttributes attributes)
    {
        var answer = -Errno.EAGAIN;
        for (var attempt = 0; attempt < Attempts && answer == -Errno.EAGAIN; attempt++)
            answer = Call(ProgramLoad, &attributes, sizeof(ProgramAttributes));
        return answer;
    }

    private static int Call(int command, void* attributes, int size)
    {
        var answer = Libc.Bpf(command, attributes, size);
        return answer == -Errno.EPERM && ResourceLimits.RaiseLockedMemory() ? Libc.Bpf(command, attributes, size) : answer;
    }
}

/// <summary>The part of <c>union bpf_attr</c> that BPF_BTF_LOAD reads, include/uapi/linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TypesAttributes
{
    public ulong Data;
    public ulong Log;
    public uint Size;
    public uint LogSize;
    public uint LogLevel;
}

/// <summary>The part of <c>union bpf_attr</c> that BPF_MAP_CREATE reads, include/uapi/linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MapAttributes
{
    public uint Type;
    public uint KeySize;
    public uint ValueSize;
    public uint MaxEntries;
    public uint Flags;
    public uint InnerMap;
    public uint NumaNode;
    public fixed byte Name[16];
    public uint Interface;
    public uint BtfDescriptor;
    public uint BtfKeyType;
    public uint BtfValueType;
}

/// <summary>The part of <c>union bpf_attr</c> that BPF_PROG_LOAD reads, include/uapi/linux/bpf.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ProgramAttributes
{
    public uint Type;
    public uint InstructionCount;
    public ulong Instructions;
    public ulong License;
    public uint LogLevel;
    public uint LogSize;
    public ulong Log;
    public uint KernelVersion;
    public uint Flags;
    public fixed byte Name[16];
    public uint Interface;
    public uint ExpectedAttachType;
    public uint BtfDescriptor;
    public uint FunctionInfoSize;
    public ulong FunctionInfo;
    public uint FunctionInfoCount;
    public uint LineInfoSize;
    public ulong LineInfo;
    public uint LineInfoCount;
    public uint AttachBtfId;

    /// <summary>Descriptor of a module's BTF, or of a program.</summary>
    public uint AttachBtfObject;
}
