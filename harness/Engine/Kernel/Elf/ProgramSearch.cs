namespace Conformance.Engine.Kernel.Elf;

/// <summary>Finds programs and libraries by the names that scripts use.</summary>
internal static class ProgramSearch
{
    // Where the dynamic linker looks without further configuration, distribution by distribution.
    private static readonly string[] LibraryFolders =
        ["/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib"];

    /// <summary>The file that a name means: a path as it is, <c>libc</c> as the library of that name, any other name along <c>PATH</c>; <c>null</c> if there is none.</summary>
    /// <param name="process">Paths are first looked for as this process sees them; 0 for none.</param>
    public static string? Find(string name, int process)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            // A process in a container has another root.
            var seen = process > 0 && name.StartsWith('/') ? $"/proc/{process}/root{name}" : name;
            return File.Exists(seen) ? seen : File.Exists(name) ? name : null;
        }

        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries))
            if (File.Exists(Path.Combine(folder, name)))
                return Path.Combine(folder, name);
        return name.StartsWith("lib", StringComparison.Ordinal) ? Library(name) : null;
    }

    /// <summary>Files that fit a path with wildcards in its last part.</summary>
    public static IEnumerable<string> Like(string pattern)
    {
        var slash = pattern.LastIndexOf('/');
        var (folder, name) = slash < 0 ? (".", pattern) : (pattern[..Math.Max(1, slash)], pattern[(slash + 1)..]);
        if (!Directory.Exists(folder))
            return [];
        var wanted = System.Text.Encoding.UTF8.GetBytes(name);
        return Directory.EnumerateFiles(folder).Where(f => Glob.Matches(wanted, System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(f)))).Order(StringComparer.Ordinal);
    }

    /// <summary>Whether a file begins like a program or library.</summary>
    public static bool IsProgram(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            Span<byte> magic = stackalloc byte[4];
            return RandomAccess.Read(file, magic, 0) == 4 && magic.SequenceEqual("\u007fELF"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? Library(string name)
    {
        foreach (var folder in LibraryFolders.Where(Directory.Exists))
        {
            // libc means libc.so.6: the shortest name is the one that programs are linked against; libc.so itself may be a text for the linker.
            var found = Directory.EnumerateFiles(folder, $"{name}.so*").Concat(Directory.EnumerateFiles(folder, name)).OrderBy(f => f.Length).FirstOrDefault(IsProgram);
            if (found is not null)
                return found;
        }

        return null;
    }
}
