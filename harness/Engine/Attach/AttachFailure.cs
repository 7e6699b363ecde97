using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Attach;

/// <summary>Says what the kernel refused, and what to do about it.</summary>
internal static class AttachFailure
{
    /// <summary>An exception for a refused step of one probe (<paramref name="what"/>: "attach fexit:vfs_read").</summary>
    /// <param name="answer">What the kernel answered: minus the error number.</param>
    public static AttachException Of(string what, int answer, string? verifierLog = null)
    {
        var errno = -answer;
        return new AttachException($"Cannot {what}: the kernel answered {Errno.Name(errno)}. {Remedy(errno, verifierLog)}", errno, verifierLog);
    }

    private static string Remedy(int errno, string? verifierLog) => errno switch
    {
        Errno.EPERM => "Run as root or with CAP_BPF, CAP_PERFMON and CAP_SYS_ADMIN; in a container also allow bpf(2) and perf_event_open(2).",
        Errno.EACCES or Errno.EINVAL when !string.IsNullOrEmpty(verifierLog) => "The verifier refused the program; its log says where.",
        Errno.EACCES => "Run as root, and check kernel.perf_event_paranoid and the security module in use.",
        Errno.E2BIG => "Too many programs on one hook (a BPF trampoline takes 38), or a program too large: use fewer probes.",
        Errno.EBUSY => "Something else holds this hook (a trampoline of another kind, or live patching): detach it first.",
        Errno.ENOENT => "There is no such function: look for it in /proc/kallsyms, it may be inlined or have another name here.",
        Errno.EINVAL or Errno.EADDRNOTAVAIL => "The function may be on the kernel's list of those that must not be probed (/sys/kernel/debug/kprobes/blacklist).",
        _ => "See the kernel's log (dmesg) for more.",
    };
}
