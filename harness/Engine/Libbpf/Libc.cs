using System.Runtime.InteropServices;

namespace Conformance.Engine.Libbpf;

/// <summary>The C library's calls that libbpf has no word for.</summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    // Numbers of the system calls for which the C library has no function of its own: arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h.
    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    private static long PerfEventOpenNumber => Arm ? 241 : 298;

    private static long BpfNumber => Arm ? 280 : 321;

    private static long StatNumber => Arm ? 291 : 332;

    private static long GetProcessGroupNumber => Arm ? 155 : 121;

    [LibraryImport(Library, EntryPoint = "close")]
    public static partial int Close(int descriptor);

    [LibraryImport(Library, EntryPoint = "read", SetLastError = true)]
    public static partial nint Read(int descriptor, byte* buffer, nuint count);

    [LibraryImport(Library, EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport(Library, EntryPoint = "munmap")]
    public static partial int Unmap(nint address, nuint length);

    // ioctl and syscall are variadic in C; with integers only, x86-64 and arm64 Linux pass variadic arguments exactly as named ones.
    [LibraryImport(Library, EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, nint argument);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d, nint e);

    [LibraryImport(Library, EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountCall(string source, string target, string type, nuint flags, void* data);

    /// <summary>mount(2) without flags; 0, or minus the error number.</summary>
    public static int Mount(string source, string target, string type) =>
        MountCall(source, target, type, 0, null) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    /// <summary>perf_event_open(2); the descriptor, or minus the error number.</summary>
    /// <param name="cpu">-1 for whatever CPU the process runs on.</param>
    /// <param name="process">-1 for all processes.</param>
    public static int PerfEventOpen(in PerfEventAttributes attributes, int cpu, int process)
    {
        const int NoGroup = -1;
        const int CloseOnExec = 8; // PERF_FLAG_FD_CLOEXEC, include/uapi/linux/perf_event.h
        fixed (PerfEventAttributes* pointer = &attributes)
        {
            var answer = (int)SystemCall((nint)PerfEventOpenNumber, (nint)pointer, process, cpu, NoGroup, CloseOnExec);
            return answer < 0 ? -Marshal.GetLastPInvokeError() : answer;
        }
    }

    /// <summary>bpf(2), for what libbpf 1.1 has no call for; 0 or a descriptor, or minus the error number.</summary>
    /// <param name="attributes">A part of <c>union bpf_attr</c>, the rest is zero.</param>
    public static int Bpf(int command, void* attributes, int size)
    {
        var answer = (int)SystemCall((nint)BpfNumber, command, (nint)attributes, size, 0, 0);
        return answer < 0 ? -Marshal.GetLastPInvokeError() : answer;
    }

    /// <summary>Which file a path leads to, whatever it is called: device and inode (statx(2)); <c>null</c> if it leads to none.</summary>
    public static (ulong Device, ulong Inode)? FileIdentity(string path)
    {
        const int CurrentDirectory = -100; // AT_FDCWD
        const int Inode = 0x100; // STATX_INO
        const int InodeAt = 32, DeviceAt = 136, Size = 256; // struct statx, include/uapi/linux/stat.h
        var status = stackalloc byte[Size];
        fixed (byte* name = System.Text.Encoding.UTF8.GetBytes(path + '\0'))
            return SystemCall((nint)StatNumber, CurrentDirectory, (nint)name, 0, Inode, (nint)status) < 0 ? null : (*(ulong*)(status + DeviceAt), *(ulong*)(status + InodeAt));
    }

    /// <summary>ioctl(2); 0 or more, or minus the error number.</summary>
    public static int Control(Descriptor descriptor, uint request, int argument)
    {
        var answer = Control(descriptor.Number, request, argument);
        return answer < 0 ? -Marshal.GetLastPInvokeError() : answer;
    }

    /// <summary>getpgid(2) as a bare system call, for its side effect of passing through <c>__x64_sys_getpgid</c>.</summary>
    public static void CallGetProcessGroup() => _ = SystemCall((nint)GetProcessGroupNumber, 0, 0, 0, 0, 0);
}

/// <summary>The first 72 bytes (PERF_ATTR_SIZE_VER1) of <c>struct perf_event_attr</c>, include/uapi/linux/perf_event.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PerfEventAttributes
{
    public uint Type;
    public uint Size;
    public ulong Config;
    public ulong SamplePeriod;
    public ulong SampleType;
    public ulong ReadFormat;
    public ulong Flags;
    public uint WakeupEvents;
    public uint BreakpointType;
    public ulong Config1;
    public ulong Config2;

    /// <summary>Size in bytes, what <see cref="Size"/> must say.</summary>
    public const int StructSize = 72;
}
