using System.Globalization;

namespace Conformance.Engine.Attach;

/// <summary>What keeps this process from tracing, whatever the script: missing privileges, a locked-down kernel. Read when something was refused, never before.</summary>
internal static class Obstacles
{
    // Numbers of include/uapi/linux/capability.h.
    private const int SystemAdministration = 21;
    private const int Performance = 38;
    private const int Bpf = 39;

    private const string LockdownFile = "/sys/kernel/security/lockdown";
    private const string CommandLineFile = "/proc/cmdline";
    private const string StatusFile = "/proc/self/status";
    private const string ParanoidFile = "/proc/sys/kernel/perf_event_paranoid";

    /// <summary>A sentence with the remedy, or <c>null</c> if nothing is in the way.</summary>
    public static string? Current() => Lockdown(ReadFile(LockdownFile), ReadFile(CommandLineFile)) ?? Privileges(ReadFile(StatusFile));

    /// <summary>What perf_event_open(2) demands of users without privileges, for messages; <c>null</c> where it cannot be read.</summary>
    public static string? PerfParanoia() => ReadFile(ParanoidFile)?.Trim();

    /// <summary>What a file such as <c>none integrity [confidentiality]</c> means (security/lockdown/lockdown.c).</summary>
    /// <param name="commandLine">The kernel's, which has to do where securityfs is not mounted.</param>
    internal static string? Lockdown(string? text, string? commandLine = null) => text?.Contains("[confidentiality]", StringComparison.Ordinal) ?? commandLine?.Contains("lockdown=confidentiality", StringComparison.Ordinal) ?? false
        ? $"the kernel is locked down ({(text is null ? CommandLineFile : LockdownFile)} says confidentiality), which forbids this to everybody. Boot with lockdown=none or lockdown=integrity, or switch Secure Boot off."
        : null;

    /// <summary>Which capabilities are missing in the text of <c>/proc/self/status</c>: CAP_SYS_ADMIN alone is enough, CAP_BPF and CAP_PERFMON together are, too.</summary>
    internal static string? Privileges(string? status)
    {
        foreach (var line in (status ?? "").Split('\n'))
        {
            if (!line.StartsWith("CapEff:", StringComparison.Ordinal) || !ulong.TryParse(line.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var bits))
                continue;
            if (Has(bits, SystemAdministration) || (Has(bits, Bpf) && Has(bits, Performance)))
                return null;
            var missing = (Has(bits, Bpf), Has(bits, Performance)) switch
            {
                (true, false) => "CAP_PERFMON",
                (false, true) => "CAP_BPF",
                _ => "CAP_BPF and CAP_PERFMON",
            };
            return $"this user may not trace, {missing} {(missing.Contains(' ', StringComparison.Ordinal) ? "are" : "is")} missing. Run as root (sudo), or give the program both: setcap cap_bpf,cap_perfmon+ep TRACER; in a container add the capabilities.";
        }

        return null;
    }

    private static bool Has(ulong bits, int capability) => (bits >> capability & 1) != 0;

    private static string? ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
