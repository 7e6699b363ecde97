using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Conformance.Machines.Processes;

/// <summary>What a child process may not do that this one may.</summary>
public static partial class Confinement
{
    // include/uapi/linux/capability.h
    private const int SetGroups = 6, SetPrivileges = 8;

    // struct statx and the flags of its system call: include/uapi/linux/stat.h, fcntl.h
    private const int StatSize = 256, GroupOffset = 24, CurrentDirectory = -100;
    private const uint BasicStats = 0x7ff;

    /// <summary>
    /// Options of setpriv(1) for a program that reads files and computes, such as QEMU. It gains no rights by executing anything, and root's capabilities are taken from it but for the one to
    /// read files (a cache may belong to another user than root): what breaks out of a guest cannot mount, trace, load modules or change what belongs to others. It keeps its user id, since only with that
    /// it reaches the files of this process; where this process is nobody special, it is neither.
    /// </summary>
    public static IReadOnlyList<string> Options { get; } =
        Has(SetPrivileges) ? ["--no-new-privs", "--bounding-set", "-all,+dac_read_search", "--inh-caps", "-all"] : ["--no-new-privs"];

    /// <summary>
    /// The same for a program that also opens a device to read and to write. Root opens every one, but not without its capabilities: then it depends on owner and groups as for everybody. So the program
    /// gets the group that the device belongs to (for /dev/kvm that is kvm) in place of this process's own groups.
    /// </summary>
    /// <param name="device">Its path; one that is not there changes nothing.</param>
    public static IReadOnlyList<string> OptionsWith(string device)
    {
        var stat = new byte[StatSize];
        return Has(SetPrivileges) && Has(SetGroups) && Statx(CurrentDirectory, device, 0, BasicStats, stat) == 0
            ? [.. Options, "--groups", BinaryPrimitives.ReadUInt32LittleEndian(stat.AsSpan(GroupOffset)).ToString(CultureInfo.InvariantCulture)]
            : Options;
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte[] answer);

    /// <summary>Whether this process has a capability; CAP_SETPCAP and CAP_SETGID are what it takes to give up capabilities and to choose groups for its children (capabilities(7)).</summary>
    private static bool Has(int capability)
    {
        try
        {
            var line = File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
            return line is not null
                && ulong.TryParse(line["CapEff:".Length..].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var effective)
                && (effective & (1UL << capability)) != 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
