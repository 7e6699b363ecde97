using Conformance.Harness.Results;

namespace Conformance.Reports.Reading;

/// <summary>One output directory of a run.</summary>
public sealed class RunDirectory
{
    private readonly string _root;

    /// <summary>Opens the directory; nothing is read yet.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="reportDirectory">Where the report will be: links are relative to it.</param>
    /// <param name="info">What <c>run.json</c> says, or <c>null</c>.</param>
    public RunDirectory(string path, string reportDirectory, RunInfo? info)
    {
        _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        Info = info;
        var relative = Path.GetRelativePath(Path.GetFullPath(reportDirectory), _root).Replace(Path.DirectorySeparatorChar, '/');
        LinkPrefix = relative == "." ? "" : relative + "/";
    }

    /// <summary>What the run was about; <c>null</c> if <c>run.json</c> is missing.</summary>
    public RunInfo? Info { get; }

    /// <summary>What to put before a path in the directory to make a link from the report.</summary>
    public string LinkPrefix { get; }

    /// <summary>Name of the directory.</summary>
    public string Name => Path.GetFileName(_root);

    /// <summary>Opens a file of the run, or answers <c>null</c> if it does not exist. Never leaves the directory, whatever the journal says.</summary>
    public FileStream? TryOpen(string relativePath)
    {
        if (Resolve(relativePath) is not { } path) return null;
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the path names a file inside the directory.</summary>
    public bool Has(string relativePath) => Resolve(relativePath) is { } path && File.Exists(path);

    private string? Resolve(string relativePath)
    {
        if (relativePath.Length == 0 || relativePath.Contains('\0') || Path.IsPathRooted(relativePath)) return null;
        var path = Path.GetFullPath(Path.Combine(_root, relativePath));
        return path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : null;
    }
}
