using System.Runtime.InteropServices;

namespace Conformance.Tracer.Native;

/// <summary>System calls by number, past the C library, which makes other calls of some (its nanosleep is clock_nanosleep).</summary>
internal static partial class SystemCall
{
    // arch/x86/entry/syscalls/syscall_64.tbl; include/uapi/asm-generic/unistd.h
    public static readonly long Read = Number(0, 63);
    public static readonly long Write = Number(1, 64);
    public static readonly long AdviseMemory = Number(28, 233);
    public static readonly long Nanosleep = Number(35, 101);
    public static readonly long Umask = Number(95, 166);
    public static readonly long GetProcessGroup = Number(121, 155);
    public static readonly long ControlProcess = Number(157, 167);
    public static readonly long SignalThread = Number(234, 131);
    public static readonly long OpenAt = Number(257, 56);
    public static readonly long MemoryFile = Number(319, 279);
    private static readonly long s_bpf = Number(321, 280);

    /// <summary>Makes the call.</summary>
    /// <returns>Its value, or minus the error number.</returns>
    public static long Make(long number, long first = 0, long second = 0, long third = 0, long fourth = 0)
    {
        var answer = Syscall(number, first, second, third, fourth);
        return answer == -1 ? -Marshal.GetLastPInvokeError() : answer;
    }

    /// <summary>The next id after <paramref name="id"/> of what the kernel has of one kind; 0 at the end, and where the kernel has no such command.</summary>
    /// <param name="command">BPF_PROG_GET_NEXT_ID and its like, enum bpf_cmd.</param>
    public static unsafe uint NextBpfId(int command, uint id)
    {
        // The part of union bpf_attr with start_id and next_id, include/uapi/linux/bpf.h.
        var attributes = stackalloc uint[] { id, 0, 0 };
        return Make(s_bpf, command, (long)attributes, 3 * sizeof(uint)) == 0 ? attributes[1] : 0;
    }

    private static long Number(long x64, long arm64) => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? x64 : arm64;

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Syscall(long number, long first, long second, long third, long fourth);
}
