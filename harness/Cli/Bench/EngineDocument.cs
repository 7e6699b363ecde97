namespace Conformance.Cli.Bench;

/// <summary>The document that shows what was measured: what lies between its two marks is replaced, everything else is its author's. The chart lies beside it.</summary>
internal sealed class EngineDocument
{
    /// <summary>The marks: comments of Markdown, each a line.</summary>
    public const string Begin = "<!-- measured: begin -->", End = "<!-- measured: end -->";

    private readonly string _path;

    private EngineDocument(string path) => _path = path;

    private string Chart => Path.ChangeExtension(_path, ".growth.svg");

    /// <summary>Checks that there is something to replace, before anything is measured.</summary>
    /// <exception cref="UsageException">There is no such file, or it has no marks.</exception>
    public static EngineDocument Open(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"--write: there is no file {path}");
        var text = File.ReadAllText(path);
        return Between(text) is not null ? new(path) : throw new UsageException($"--write: {path} has no lines '{Begin}' and, below it, '{End}' to write between");
    }

    /// <summary>Replaces the measured part.</summary>
    /// <param name="tables">Markdown.</param>
    /// <param name="chart">An SVG, or <c>null</c>: the one that is there stays.</param>
    public void Write(string tables, string? chart)
    {
        if (chart is not null)
            File.WriteAllText(Chart, chart);
        var text = File.ReadAllText(_path);
        var (start, end) = Between(text)!.Value;
        var picture = File.Exists(Chart) ? $"\n![Time from start to attached by size of the script]({Path.GetFileName(Chart)})\n" : "";
        File.WriteAllText(_path, $"{text[..start]}\n\n{tables.Trim()}\n{picture}\n{text[end..]}");
        Console.WriteLine($"written: {_path}{(chart is null ? "" : $", {Chart}")}");
    }

    private static (int Start, int End)? Between(string text)
    {
        var start = text.IndexOf(Begin, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(End, start, StringComparison.Ordinal);
        return end < 0 ? null : (start + Begin.Length, end);
    }
}
