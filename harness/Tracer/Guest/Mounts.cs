using Conformance.Tracer.Native;

namespace Conformance.Tracer.Guest;

/// <summary>The file systems that a tracer needs, in a root file system that holds nothing else.</summary>
internal static class Mounts
{
    private static readonly (string Type, string Target, bool Needed)[] Table =
    [
        ("proc", "/proc", true),
        ("sysfs", "/sys", true),
        ("devtmpfs", "/dev", true),
        ("tmpfs", "/tmp", true),
        ("tracefs", "/sys/kernel/tracing", false),
        ("debugfs", "/sys/kernel/debug", false),
        ("bpf", "/sys/fs/bpf", false),
        ("cgroup2", "/sys/fs/cgroup", false),
    ];

    /// <summary>Mounts them all and makes the links that programs expect in /dev.</summary>
    /// <returns>What could not be mounted and is not strictly needed, one line each.</returns>
    /// <exception cref="IOException">One that nothing works without could not be mounted.</exception>
    public static IReadOnlyList<string> MountAll()
    {
        var missing = new List<string>();
        foreach (var (type, target, needed) in Table)
        {
            var failure = Mount(type, target);
            if (failure != null && needed)
            {
                throw new IOException(failure);
            }

            if (failure != null)
            {
                missing.Add(failure);
            }
        }

        // bpftrace and shells open these by name.
        Link("/dev/fd", "/proc/self/fd");
        Link("/dev/stdin", "/proc/self/fd/0");
        Link("/dev/stdout", "/proc/self/fd/1");
        Link("/dev/stderr", "/proc/self/fd/2");
        return missing;
    }

    private static string? Mount(string type, string target)
    {
        try
        {
            Directory.CreateDirectory(target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"no {type} on {target}: {exception.Message}";
        }

        return Libc.Mount(type, target, type, 0, null) == 0 ? null : $"no {type} on {target}: {Libc.LastError()}";
    }

    private static void Link(string path, string target)
    {
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            File.CreateSymbolicLink(path, target);
        }
    }
}
