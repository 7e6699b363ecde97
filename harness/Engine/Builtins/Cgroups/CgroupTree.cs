using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Conformance.Engine.Builtins.Cgroups;

/// <summary>The control groups that are mounted below /sys/fs/cgroup. A group's id is the inode number of its directory (kernfs, fs/kernfs/dir.c).</summary>
internal static unsafe partial class CgroupTree
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>The id of the group at a path, or <c>null</c> if there is none.</summary>
    public static ulong? IdOf(string path)
    {
        // struct stat of x86-64 and arm64: the device's number, then the inode's.
        var status = stackalloc ulong[64];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + "\0"))
            return Status(name, status) == 0 ? status[1] : null;
    }

    /// <summary>The group with an id as bpftrace writes it: in each hierarchy that has one, <c>name:/path</c>; the second version's is called unified.</summary>
    /// <param name="filter">A glob that the hierarchy's name must fit.</param>
    public static string PathsOf(ulong id, string? filter)
    {
        var found = Hierarchies()
            .Where(h => filter is null || Kernel.Glob.Matches(Encoding.UTF8.GetBytes(filter), Encoding.UTF8.GetBytes(h.Name)))
            .Select(h => Find(h.Path, id) is { } path ? $"{h.Name}:{path}" : null)
            .Where(text => text is not null);
        var text = string.Join(',', found);
        return text.Length > 0 ? text : string.Create(CultureInfo.InvariantCulture, $"<no cgroup {id}>");
    }

    private static IEnumerable<(string Name, string Path)> Hierarchies()
    {
        string[] mounts;
        try
        {
            mounts = File.ReadAllLines("/proc/self/mounts");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
        return mounts.Select(line => line.Split(' '))
            .Where(words => words.Length > 2 && words[2] is "cgroup" or "cgroup2" && words[1].StartsWith(Root, StringComparison.Ordinal))
            .Select(words => (Name: words[2] == "cgroup2" ? "unified" : Path.GetFileName(words[1]), Path: words[1]))
            .OrderBy(h => h.Name != "unified").ThenBy(h => h.Name, StringComparer.Ordinal);
    }

    private static string? Find(string root, ulong id)
    {
        if (IdOf(root) == id)
            return "/";
        try
        {
            var path = Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).FirstOrDefault(directory => IdOf(directory) == id);
            return path?[root.Length..];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "stat")]
    private static partial int Status(byte* path, ulong* status);
}
