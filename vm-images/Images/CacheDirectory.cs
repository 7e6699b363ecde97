namespace Conformance.Images;

/// <summary>Where things are kept that can be fetched or built again.</summary>
public static class CacheDirectory
{
    /// <summary>
    /// <c>$CONFORMANCE_CACHE</c>, else <c>$XDG_CACHE_HOME/conformance</c>, else <c>~/.cache/conformance</c>
    /// (XDG Base Directory specification: a relative <c>XDG_CACHE_HOME</c> is ignored).
    /// </summary>
    public static string Default => Choose(Environment.GetEnvironmentVariable, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

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
