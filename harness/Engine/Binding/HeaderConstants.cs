namespace Conformance.Engine.Binding;

/// <summary>
/// Constants that scripts take from the kernel's headers and that BTF does not know, because the kernel has them as macros. Their values are part of the kernel's interface to user space or were
/// never changed; each group names its header.
/// </summary>
internal static class HeaderConstants
{
    private static readonly Dictionary<string, long> All = new(StringComparer.Ordinal)
    {
        // include/linux/socket.h
        ["AF_UNSPEC"] = 0,
        ["AF_UNIX"] = 1,
        ["AF_LOCAL"] = 1,
        ["AF_INET"] = 2,
        ["AF_INET6"] = 10,
        ["AF_NETLINK"] = 16,
        ["AF_PACKET"] = 17,
        ["AF_VSOCK"] = 40,

        // include/linux/sched.h
        ["TASK_RUNNING"] = 0,
        ["TASK_INTERRUPTIBLE"] = 1,
        ["TASK_UNINTERRUPTIBLE"] = 2,
        ["TASK_STOPPED"] = 4,
        ["TASK_TRACED"] = 8,
        ["PF_KTHREAD"] = 0x200000,
        ["TASK_COMM_LEN"] = 16,

        // include/uapi/asm-generic/fcntl.h
        ["O_RDONLY"] = 0,
        ["O_WRONLY"] = 1,
        ["O_RDWR"] = 2,
        ["O_CREAT"] = 0x40,
        ["O_EXCL"] = 0x80,
        ["O_TRUNC"] = 0x200,
        ["O_APPEND"] = 0x400,
        ["O_NONBLOCK"] = 0x800,
        ["O_CLOEXEC"] = 0x80000,

        // include/uapi/linux/stat.h
        ["S_IFMT"] = 0xf000,
        ["S_IFSOCK"] = 0xc000,
        ["S_IFLNK"] = 0xa000,
        ["S_IFREG"] = 0x8000,
        ["S_IFBLK"] = 0x6000,
        ["S_IFDIR"] = 0x4000,
        ["S_IFCHR"] = 0x2000,
        ["S_IFIFO"] = 0x1000,

        // include/uapi/linux/in.h, where BTF has no enum of them
        ["IPPROTO_ICMP"] = 1,
        ["IPPROTO_TCP"] = 6,
        ["IPPROTO_UDP"] = 17,
        ["IPPROTO_IPV6"] = 41,
        ["IPPROTO_ICMPV6"] = 58,

        // include/uapi/linux/if_ether.h
        ["ETH_P_IP"] = 0x0800,
        ["ETH_P_ARP"] = 0x0806,
        ["ETH_P_IPV6"] = 0x86dd,

        // include/uapi/asm-generic/signal.h
        ["SIGHUP"] = 1,
        ["SIGINT"] = 2,
        ["SIGQUIT"] = 3,
        ["SIGABRT"] = 6,
        ["SIGKILL"] = 9,
        ["SIGUSR1"] = 10,
        ["SIGSEGV"] = 11,
        ["SIGUSR2"] = 12,
        ["SIGPIPE"] = 13,
        ["SIGTERM"] = 15,

        // include/uapi/asm-generic/errno-base.h
        ["EPERM"] = 1,
        ["ENOENT"] = 2,
        ["EINTR"] = 4,
        ["EIO"] = 5,
        ["EBADF"] = 9,
        ["EAGAIN"] = 11,
        ["ENOMEM"] = 12,
        ["EACCES"] = 13,
        ["EFAULT"] = 14,
        ["EBUSY"] = 16,
        ["EEXIST"] = 17,
        ["EINVAL"] = 22,
        ["ENOSPC"] = 28,
        ["EPIPE"] = 32,

        // arch/x86/include/asm/page_types.h; arm64 kernels may have larger pages
        ["PAGE_SHIFT"] = 12,
        ["PAGE_SIZE"] = 4096,
    };

    /// <summary>The constant's value, or <c>null</c>.</summary>
    public static long? Find(string name) => All.TryGetValue(name, out var value) ? value : null;
}
