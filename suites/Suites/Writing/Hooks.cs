namespace Conformance.Suites.Writing;

/// <summary>Functions that suites probe. Those of the kernel have BTF and can be traced on every kernel from 5.10 to 7.3.</summary>
public static class Hooks
{
    /// <summary>Runs exactly once in each nanosleep(2) with a valid time (kernel/time/hrtimer.c).</summary>
    public const string HrtimerNanosleep = "hrtimer_nanosleep";

    /// <summary>Runs once inside of each <see cref="HrtimerNanosleep"/>.</summary>
    public const string DoNanosleep = "do_nanosleep";

    /// <summary>Runs exactly once in each nanosleep(2), those that fail included, and returns what the caller gets.</summary>
    public const string SysNanosleep = "__x64_sys_nanosleep";

    /// <summary>Runs exactly once in each getpgid(2).</summary>
    public const string SysGetpgid = "__x64_sys_getpgid";

    /// <summary>Runs exactly once in each umask(2).</summary>
    public const string SysUmask = "__x64_sys_umask";

    /// <summary>Runs exactly once in each read(2) of a good descriptor.</summary>
    public const string VfsRead = "vfs_read";

    /// <summary>Runs exactly once in each write(2) of a good descriptor.</summary>
    public const string VfsWrite = "vfs_write";

    /// <summary>Runs exactly once in each openat(2).</summary>
    public const string DoSysOpen = "do_sys_openat2";

    /// <summary>The tracer's own function, which its workload <c>function</c> calls.</summary>
    public const string UserFunction = "conformance_function";
}
