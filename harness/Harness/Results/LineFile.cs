using System.Text.Json;

namespace Conformance.Harness.Results;

/// <summary>A file of JSON lines that only grows, and always ends with a whole line, even after a write that failed in the middle.</summary>
internal sealed class LineFile(string name, Stream stream) : IDisposable
{
    private readonly MemoryStream _line = new();

    /// <summary>Opens a file for appending.</summary>
    public static LineFile Open(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        stream.Seek(0, SeekOrigin.End);
        return new LineFile(name, stream);
    }

    /// <summary>Reads all whole lines and cuts a half last one off the file (the mark of a run that was killed while it wrote).</summary>
    /// <exception cref="JournalException">A whole line is no <typeparamref name="T"/>.</exception>
    public static IReadOnlyList<T> Recover<T>(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        if (!File.Exists(path))
            return [];
        var bytes = File.ReadAllBytes(path);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1;
        if (whole < bytes.Length)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
            file.SetLength(whole);
        }

        var lines = new List<T>();
        var number = 0;
        foreach (var range in bytes.AsSpan(0, whole).Split((byte)'\n'))
        {
            number++;
            var line = bytes.AsSpan(range);
            if (line.Trim((byte)' ').Length > 0)
                lines.Add(Parse<T>(line, name, number));
        }

        return lines;
    }

    /// <summary>Writes one line and hands it to the system before it returns, so that it survives the end of this process.</summary>
    /// <exception cref="JournalException">It could not be written; the file ends with the line before.</exception>
    public void Append<T>(T value)
    {
        _line.SetLength(0);
        JsonSerializer.Serialize(_line, value, JournalJson.Line);
        _line.WriteByte((byte)'\n');
        var before = stream.Length;
        try
        {
            stream.Write(_line.GetBuffer().AsSpan(0, (int)_line.Length));
            stream.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            CutBack(before);
            throw new JournalException($"{name} cannot be written: {e.Message.TrimEnd('.')}. Everything up to the last result is safe; make room, then go on with --resume.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private static T Parse<T>(ReadOnlySpan<byte> line, string name, int number)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(line, JournalJson.Line) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new JournalException($"{name}, line {number} is damaged: {e.Message} Take that line out, or start a new run.", e);
        }
    }

    private void CutBack(long length)
    {
        try
        {
            stream.SetLength(length);
            stream.Seek(0, SeekOrigin.End);
        }
        catch (IOException)
        {
            // The half line stays; reading cuts it off.
        }
    }
}
