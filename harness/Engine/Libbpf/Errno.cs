namespace Conformance.Engine.Libbpf;

/// <summary>Names of error numbers, include/uapi/asm-generic/errno-base.h and errno.h.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int ESRCH = 3;
    public const int EINTR = 4;
    public const int EIO = 5;
    public const int E2BIG = 7;
    public const int EAGAIN = 11;
    public const int ENOMEM = 12;
    public const int EACCES = 13;
    public const int EBUSY = 16;
    public const int ENODEV = 19;
    public const int EINVAL = 22;
    public const int ENFILE = 23;
    public const int EMFILE = 24;
    public const int ENOSPC = 28;
    public const int EILSEQ = 84;
    public const int EOPNOTSUPP = 95;
    public const int EADDRNOTAVAIL = 99;
    public const int ENOTSUPP = 524;

    private static readonly string?[] Base =
    [
        null, "EPERM", "ENOENT", "ESRCH", "EINTR", "EIO", "ENXIO", "E2BIG", "ENOEXEC", "EBADF", "ECHILD", "EAGAIN", "ENOMEM", "EACCES", "EFAULT", "ENOTBLK", "EBUSY", "EEXIST",
        "EXDEV", "ENODEV", "ENOTDIR", "EISDIR", "EINVAL", "ENFILE", "EMFILE", "ENOTTY", "ETXTBSY", "EFBIG", "ENOSPC", "ESPIPE", "EROFS", "EMLINK", "EPIPE", "EDOM", "ERANGE",
    ];

    /// <summary>The symbolic name of a positive error number (<c>EPERM</c>), or <c>errno N</c> for the rare ones.</summary>
    public static string Name(int errno) => errno switch
    {
        > 0 and <= 34 => Base[errno]!,
        38 => "ENOSYS",
        61 => "ENODATA",
        75 => "EOVERFLOW",
        EILSEQ => "EILSEQ",
        EOPNOTSUPP => "EOPNOTSUPP",
        EADDRNOTAVAIL => "EADDRNOTAVAIL",
        110 => "ETIMEDOUT",
        ENOTSUPP => "ENOTSUPP",
        _ => $"errno {errno}",
    };
}
