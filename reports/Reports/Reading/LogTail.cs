using System.Text;
using System.Text.RegularExpressions;

namespace Conformance.Reports.Reading;

/// <summary>The end of a log, for reading in a page.</summary>
public static partial class LogTail
{
    /// <summary>Most bytes read from the end of a file.</summary>
    private const int MostBytes = 16 * 1024;

    private const int MostLines = 60;

    /// <summary>The last lines, without terminal colours; <c>null</c> if there is no such file.</summary>
    public static string? Read(RunDirectory run, string path)
    {
        using var file = run.TryOpen(path);
        if (file is null) return null;
        try
        {
            file.Seek(-Math.Min(file.Length, MostBytes), SeekOrigin.End);
            using var reader = new StreamReader(file, Encoding.UTF8);
            return Clean(reader.ReadToEnd());
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The last lines of a text, without terminal colours and control characters.</summary>
    public static string Clean(string text)
    {
        var plain = TerminalCodes().Replace(text, "").Replace("\r\n", "\n").Replace('\r', '\n');
        var lines = plain.TrimEnd().Split('\n');
        return string.Join('\n', lines.TakeLast(MostLines).Select(l => new string([.. l.Where(c => c == '\t' || !char.IsControl(c))])));
    }

    // ECMA-48: ESC [ parameters, intermediates, one final byte.
    [GeneratedRegex("\u001B\\[[0-?]*[ -/]*[@-~]")]
    private static partial Regex TerminalCodes();
}
