namespace Conformance.Engine.Syntax;

/// <summary>
/// Reads the scripts that a script imports: <c>import "lib.bt"</c> and, for all scripts of a folder, <c>import "lib"</c>. Paths are relative to the script that names them, each file is read once, and its text comes behind
/// that of the files that it imports itself.
/// </summary>
internal sealed class ScriptImports
{
    /// <summary>Nobody imports more; without a limit, links that lead in circles would.</summary>
    private const int Most = 256;

    private const string Ending = ".bt";

    /// <summary>bpftrace's own library, all of which is built in.</summary>
    private const string Library = "stdlib";

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<(string File, string Text)> _files = [];
    private readonly List<(string File, TextSpan Span, string Message, string? Hint)> _problems = [];

    private ScriptImports(string file, string text)
    {
        if (File.Exists(file))
            _known.Add(Path.GetFullPath(file));
        Follow(file, text);
        Source = _files.Aggregate(new SourceText(file, text), (source, one) => source.With(one.File, one.Text));
    }

    /// <summary>The script and all that it imports.</summary>
    public SourceText Source { get; }

    /// <summary>Finds and reads them.</summary>
    public static ScriptImports Gather(string file, string text) => new(file, text);

    /// <summary>Says what could not be imported.</summary>
    public void Report(DiagnosticBag diagnostics)
    {
        foreach (var (file, span, message, hint) in _problems)
            diagnostics.Report(span with { Start = span.Start + Source.Parts[_files.FindIndex(f => f.File == file) + 1].Start }, message, hint);
    }

    private void Follow(string file, string text)
    {
        if (!text.Contains("import", StringComparison.Ordinal))
            return;
        var alone = new SourceText(file, text);
        foreach (var import in Parser.Parse(alone, new DiagnosticBag(alone)).Imports)
            foreach (var path in Find(file, import))
                Read(file, import, path);
    }

    private void Read(string importer, ImportTree import, string path)
    {
        if (!_known.Add(Path.GetFullPath(path)))
            return;
        if (_known.Count > Most)
        {
            Problem(importer, import, $"more than {Most} scripts are imported", "import fewer");
            return;
        }

        try
        {
            var text = File.ReadAllText(path);
            Follow(path, text);
            _files.Add((path, text));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem(importer, import, $"'{path}' cannot be read: {e.Message}");
        }
    }

    /// <summary>The files that an import means; complains if there are none.</summary>
    private IEnumerable<string> Find(string importer, ImportTree import)
    {
        var path = Path.Combine(Path.GetDirectoryName(importer) ?? "", import.Path);
        if (import.Path.Length == 0)
            Problem(importer, import, "an import needs a path", "write import \"lib.bt\";");
        else if (Directory.Exists(path))
        {
            if (Directory.GetFiles(path, $"*{Ending}") is { Length: > 0 } scripts)
                return scripts.Order(StringComparer.Ordinal);
            Problem(importer, import, $"there is no script (*{Ending}) in the folder '{path}'");
        }
        else if (File.Exists(path) && path.EndsWith(Ending, StringComparison.Ordinal))
            return [path];
        else if (path.EndsWith(".c", StringComparison.Ordinal) || path.EndsWith(".h", StringComparison.Ordinal) || path.EndsWith(".o", StringComparison.Ordinal))
            Problem(importer, import, $"'{import.Path}' is not compiled: no compiler of C is part of this tracer", "only scripts (*.bt) are imported: write what it does as a function of the script, fn name($x: int64): int64 { … }");
        else if (File.Exists(path))
            Problem(importer, import, $"'{import.Path}' is no script", $"only scripts (*{Ending}) and folders of them are imported");
        else if (import.Path != Library && !import.Path.StartsWith(Library + "/", StringComparison.Ordinal))
            Problem(importer, import, $"there is no script or folder '{path}'", "paths are relative to the script that imports");
        return [];
    }

    private void Problem(string importer, ImportTree import, string message, string? hint = null) => _problems.Add((importer, import.Span, message, hint));
}
