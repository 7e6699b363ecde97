namespace Conformance.Images;

/// <summary>Where things are kept that can be fetched or built again.</summary>
public static class CacheDirectory
{
    /// <summary>
    /// <c>$CONFORMANCE_CACHE</c>, else <c>$XDG_CACHE_HOME/conformance</c>, else <c>~/.cache/conformance</c>
    /// (XDG Base Directory specification: a relative <c>XDG_CACHE_HOME</c> is ignored).
    /// </summary>
    public static string Default => Choose(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>Removes files that were used longest ago, where more than a few are there; those of the last day stay, another run may be about to use them.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="pattern">Which (<c>tracer-*.cpio</c>).</param>
    /// <param name="most">How many may stay, however old.</param>
    internal static void Thin(string directory, string pattern, int most)
    {
        IEnumerable<FileInfo> old = new DirectoryInfo(directory).EnumerateFiles(pattern)
            .OrderByDescending(file => file.LastAccessTimeUtc)
            .Skip(most)
            .Where(file => DateTime.UtcNow - file.LastAccessTimeUtc > TimeSpan.FromDays(1));
        foreach (FileInfo file in old.ToList())
            AtomicFile.Remove(file.FullName);
    }

    /// <summary>Marks a file as used, for <see cref="Thin"/>. A cache that cannot be written is not thinned either.</summary>
    internal static void Use(string path)
    {
        try
        {
            File.SetLastAccessTimeUtc(path, DateTime.UtcNow);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>The same, from a given environment.</summary>
    /// <param name="variable">Looks up an environment variable.</param>
    /// <param name="home">The user's home; may be empty where there is none.</param>
    public static string Choose(Func<string, string?> variable, string home)
    {
        if (variable("CONFORMANCE_CACHE") is { Length: > 0 } own)
            return Path.GetFullPath(own);
        if (variable("XDG_CACHE_HOME") is { Length: > 0 } shared && Path.IsPathRooted(shared))
            return Path.Combine(shared, "conformance");
        return home.Length > 0
            ? Path.Combine(home, ".cache", "conformance")
            : Path.Combine(Path.GetTempPath(), "conformance-cache");
    }
}
