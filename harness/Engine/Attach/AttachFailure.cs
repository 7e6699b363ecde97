using Conformance.Engine.Libbpf;
using Conformance.Engine.ObjectFile;

namespace Conformance.Engine.Attach;

/// <summary>Says what the kernel refused, and what to do about it.</summary>
internal static class AttachFailure
{
    /// <summary>An exception for a refused step of one probe (<paramref name="what"/>: "attach fexit:vfs_read").</summary>
    /// <param name="answer">What the kernel answered: minus the error number.</param>
    public static AttachException Of(string what, int answer, string? verifierLog = null)
    {
        var errno = -answer;
        return new AttachException($"Cannot {what}: {(errno is Errno.EPERM or Errno.EACCES ? Obstacles.Current() : null) ?? Answer(errno, Remedy(errno, verifierLog))}", errno, verifierLog);
    }

    /// <summary>An exception for a map that was not created.</summary>
    /// <param name="answer">What the kernel answered: minus the error number.</param>
    public static AttachException OfMap(BpfMap map, int answer)
    {
        var errno = -answer;
        var what = map.Type == BpfMapType.RingBuffer ? $"create the ring buffer ({map.MaxEntries >> 10} KiB)" : $"create map {ScriptName(map)} ({map.MaxEntries} entries of {map.KeySize} + {map.ValueSize} bytes)";
        return new AttachException($"Cannot {what}: {(errno == Errno.EPERM ? Obstacles.Current() : null) ?? Answer(errno, MapRemedy(map, errno))}", errno);
    }

    private static string Answer(int errno, string remedy) => $"the kernel answered {Errno.Name(errno)}. {remedy}";

    private static string Remedy(int errno, string? verifierLog) => errno switch
    {
        Errno.EPERM => "Run as root or with CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN; in a container also allow bpf(2) and perf_event_open(2).",
        Errno.EACCES or Errno.EINVAL when !string.IsNullOrEmpty(verifierLog) => "The verifier refused the program; its log says where.",
        Errno.EACCES => $"Run as root (CAP_SYS_ADMIN), or lower kernel.perf_event_paranoid{(Obstacles.PerfParanoia() is { } value ? $" (now {value})" : "")}; a security module may forbid it, too.",
        Errno.E2BIG => "Too many programs on one hook (a BPF trampoline takes 38), or a program too large: use fewer probes.",
        Errno.EBUSY => "Something else holds this hook (a trampoline of another kind, or live patching): detach it first.",
        Errno.ENOENT => "There is no such function: look for it in /proc/kallsyms, it may be inlined or have another name here.",
        Errno.EMFILE => $"Every probe needs a file descriptor, and this process may have {OpenFiles()}: raise that (ulimit -n 65536), or use fewer probes.",
        Errno.ENFILE => "The machine has no file descriptors left: raise fs.file-max, or use fewer probes.",
        Errno.ENOMEM => "The kernel has no memory for it: use fewer probes, or give the machine more memory.",
        Errno.EINVAL or Errno.EADDRNOTAVAIL => "The function may be on the kernel's list of those that must not be probed (/sys/kernel/debug/kprobes/blacklist).",
        _ => "See the kernel's log (dmesg) for more.",
    };

    /// <summary>The kernel takes no at signs in names.</summary>
    private static string ScriptName(BpfMap map) => map.Name.StartsWith("AT_", StringComparison.Ordinal) ? $"@{map.Name[3..]}" : map.Name;

    private static string Smaller(BpfMap map) => map.Type == BpfMapType.RingBuffer ? "the ring buffer smaller (config { perf_rb_pages = … })" : "maps smaller (config { max_map_keys = … })";

    private static string MapRemedy(BpfMap map, int errno) => errno switch
    {
        // Kernels before 5.11 count maps as locked memory (bpf_charge_memlock, kernel/bpf/syscall.c); the limit is raised where that is allowed.
        Errno.EPERM when ResourceLimits.LockedMemory is { } limit =>
            $"This kernel counts maps as locked memory, of which this process may have {limit >> 10} KiB: raise that (ulimit -l unlimited, as root), or make {Smaller(map)}.",
        Errno.EPERM => "Run as root or with CAP_BPF; in a container also allow bpf(2).",
        Errno.E2BIG or Errno.ENOMEM when map.Type == BpfMapType.RingBuffer => $"The kernel has no memory for it: make {Smaller(map)}, or give the machine more memory.",
        Errno.E2BIG or Errno.ENOMEM => $"The kernel has no room for it: make keys and values shorter, or {Smaller(map)}.",
        Errno.EINVAL => "The kernel takes no map of these sizes: keys have 512 bytes at most.",
        Errno.EMFILE => $"Every map needs a file descriptor, and this process may have {OpenFiles()}: raise that (ulimit -n 65536).",
        _ => "See the kernel's log (dmesg) for more.",
    };

    private static string OpenFiles() => ResourceLimits.OpenFiles?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no more";
}
