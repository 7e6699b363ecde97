using System.Runtime.InteropServices;

namespace Conformance.Engine.Libbpf;

/// <summary>Limits of this process that tracing runs into; asked with a system call, since no file can be opened when descriptors are used up.</summary>
internal static unsafe partial class ResourceLimits
{
    // RLIMIT_NOFILE and RLIMIT_MEMLOCK, include/uapi/asm-generic/resource.h.
    private const int OpenFilesNumber = 7;
    private const int LockedMemoryNumber = 8;

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, ulong* softAndHard);

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    private static partial int SetLimit(int resource, ulong* softAndHard);

    /// <summary>
    /// Takes the limit of locked memory away, by which kernels before 5.11 measure maps and programs (bpf_charge_memlock, kernel/bpf/syscall.c); <c>false</c> if there was none or it may not be changed.
    /// </summary>
    public static bool RaiseLockedMemory()
    {
        var unlimited = stackalloc ulong[2];
        unlimited[0] = unlimited[1] = ulong.MaxValue;
        return LockedMemory is not null && SetLimit(LockedMemoryNumber, unlimited) == 0;
    }

    /// <summary>Lets this process open as many files as it may, if it might need so many. Processes that it has started keep the limit that they began with.</summary>
    public static void AllowOpenFiles(int files)
    {
        var limits = stackalloc ulong[2];
        if (GetLimit(OpenFilesNumber, limits) != 0 || limits[0] >= (ulong)files || limits[0] >= limits[1])
            return;
        limits[0] = limits[1];
        _ = SetLimit(OpenFilesNumber, limits);
    }

    /// <summary>How many files this process may have open; <c>null</c> if there is no limit.</summary>
    public static ulong? OpenFiles => Soft(OpenFilesNumber);

    /// <summary>How many bytes of memory this process may lock; <c>null</c> if there is no limit.</summary>
    public static ulong? LockedMemory => Soft(LockedMemoryNumber);

    private static ulong? Soft(int resource)
    {
        var limits = stackalloc ulong[2];
        return GetLimit(resource, limits) == 0 && limits[0] != ulong.MaxValue ? limits[0] : null;
    }
}
