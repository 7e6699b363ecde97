using System.Globalization;

namespace Conformance.Machines.Processes;

/// <summary>What a child process may not do that this one may.</summary>
public static class Confinement
{
    // include/uapi/linux/capability.h
    private const int SetPrivileges = 8;

    /// <summary>
    /// Options of setpriv(1) for a program that reads files and computes, such as QEMU. It gains no rights by executing anything, and root's capabilities are taken from it but for the one to
    /// read files (a cache may belong to another user than root): what breaks out of a guest cannot mount, trace, load modules or change what belongs to others. It keeps its user id, since only with that
    /// it reaches the files of this process; where this process is nobody special, it is neither.
    /// </summary>
    public static IReadOnlyList<string> Options { get; } =
        MayDrop() ? ["--no-new-privs", "--bounding-set", "-all,+dac_read_search", "--inh-caps", "-all"] : ["--no-new-privs"];

    /// <summary>Whether this process has what it takes to give capabilities up for its children (CAP_SETPCAP; capabilities(7)).</summary>
    private static bool MayDrop()
    {
        try
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
            return line is not null
                && ulong.TryParse(line["CapEff:".Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var effective)
                && (effective & (1UL << SetPrivileges)) != 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
