namespace Conformance.Cli.Doctor;

/// <summary>Looks for a library that the static tracer is linked with: its archive (or header) and the version its pkg-config file tells.</summary>
/// <param name="name">What people call it.</param>
/// <param name="file">The file that must be there: <c>libbpf.a</c> in a directory of libraries, or the absolute path of a header.</param>
/// <param name="description">Name of its pkg-config file.</param>
/// <param name="remedy">How to get it.</param>
public sealed class LibraryCheck(string name, string file, string description, string remedy) : ICheck
{
    private static readonly EnumerationOptions Shallow = new() { IgnoreInaccessible = true };

    /// <inheritdoc/>
    public Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        string? found = Path.IsPathRooted(file) ? (File.Exists(file) ? file : null) : Find(file);
        string? version = Find(Path.Combine("pkgconfig", description)) is { } path ? VersionIn(File.ReadLines(path)) : null;
        return Task.FromResult(found is null
            ? new Finding(name, false, $"no {file}", remedy)
            : new Finding(name, true, version is null ? found : $"{version} ({found})"));
    }

    /// <summary>The version in a pkg-config file (pc(5)).</summary>
    internal static string? VersionIn(IEnumerable<string> lines) =>
        lines.FirstOrDefault(line => line.StartsWith("Version:", StringComparison.Ordinal))?["Version:".Length..].Trim();

    // Debian keeps libraries in a directory for each architecture (/usr/lib/x86_64-linux-gnu), others in /usr/lib or /usr/lib64.
    private static string? Find(string name)
    {
        IEnumerable<string> places = Directory.Exists("/usr/lib") ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu", Shallow) : [];
        return places.Concat(["/usr/lib64", "/usr/lib", "/usr/local/lib"])
            .Select(place => Path.Combine(place, name))
            .FirstOrDefault(File.Exists);
    }
}
