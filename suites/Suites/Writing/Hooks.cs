namespace Conformance.Suites.Writing;

/// <summary>Kernel functions that suites probe. Each has BTF and can be traced on every kernel from 5.10 to 7.3.</summary>
public static class Hooks
{
    /// <summary>Runs exactly once in each nanosleep(2) with a valid time (kernel/time/hrtimer.c).</summary>
    public const string HrtimerNanosleep = "hrtimer_nanosleep";

    /// <summary>Runs exactly once in each nanosleep(2), those that fail included, and returns what the caller gets.</summary>
    public const string SysNanosleep = "__x64_sys_nanosleep";
}
