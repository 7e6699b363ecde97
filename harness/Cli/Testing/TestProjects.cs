namespace Conformance.Cli.Testing;

/// <summary>Finds what there is to test: a new test project needs no entry anywhere.</summary>
public static class TestProjects
{
    private static readonly string[] Rooms = ["harness", "vm-images", "reports", "suites"];

    /// <summary>The projects below a checkout whose name ends with ".Tests", and then the conformance suites, which boot guests and take longest.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="only">Part of a project's name, or <c>null</c> for all.</param>
    /// <returns>Paths of project files.</returns>
    public static IReadOnlyList<string> Find(string root, string? only)
    {
        EnumerationOptions twoDeep = new() { RecurseSubdirectories = true, MaxRecursionDepth = 2 };
        return
        [
            .. Rooms.Select(room => Path.Combine(root, room))
                .Where(Directory.Exists)
                .SelectMany(room => Directory.EnumerateFiles(room, "*.csproj", twoDeep))
                .Where(project => Name(project).EndsWith(".Tests", StringComparison.Ordinal) || Name(project) == "Suites")
                .Where(project => only is null || Name(project).Contains(only, StringComparison.OrdinalIgnoreCase))
                .OrderBy(project => Name(project) == "Suites")
                .ThenBy(Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>A project's name, from its file.</summary>
    public static string Name(string project) => Path.GetFileNameWithoutExtension(project);
}
