namespace Conformance.Engine.Syntax;

/// <summary>A script's text with its lines; the texts of the scripts that it imports may stand behind its own.</summary>
public sealed class SourceText
{
    private readonly int[] _lineStarts;
    private readonly IReadOnlyList<(string File, int Line)> _files;

    /// <summary>Takes the text as it is; both <c>\n</c> and <c>\r\n</c> end a line.</summary>
    public SourceText(string file, string text)
        : this([(file, 1)], [new TextSpan(0, text.Length)], text)
    {
    }

    private SourceText(IReadOnlyList<(string File, int Line)> files, IReadOnlyList<TextSpan> parts, string text)
    {
        _files = files;
        Parts = parts;
        Text = text;
        var count = 1;
        foreach (var character in text)
            if (character == '\n')
                count++;
        _lineStarts = new int[count];
        var line = 1;
        for (var i = 0; i < text.Length && line < count; i++)
            if (text[i] == '\n')
                _lineStarts[line++] = i + 1;
    }

    /// <summary>Name for messages; of the script that imports the others.</summary>
    public string File => _files[0].File;

    /// <summary>What each file holds of the text: the script's own comes first.</summary>
    public IReadOnlyList<TextSpan> Parts { get; }

    /// <summary>The same with one more file.</summary>
    public SourceText With(string file, string text) => new([.. _files, (file, _lineStarts.Length + 1)], [.. Parts, new TextSpan(Text.Length + 1, text.Length)], $"{Text}\n{text}");

    /// <summary>All of it.</summary>
    public string Text { get; }

    /// <summary>The characters of a span.</summary>
    public ReadOnlySpan<char> Slice(TextSpan span) => Text.AsSpan(span.Start, span.Length);

    /// <summary>File, line in it and column of an offset, as messages name it.</summary>
    public (string File, int Line, int Column) Whereabouts(int offset)
    {
        var (line, column) = Position(offset);
        var (file, own) = FileOf(line);
        return (file, own, column);
    }

    /// <summary>The file that a line of the whole text is in, and its number there.</summary>
    public (string File, int Line) FileOf(int line)
    {
        var file = _files.Count - 1;
        while (file > 0 && _files[file].Line > line)
            file--;
        return (_files[file].File, line - _files[file].Line + 1);
    }

    /// <summary>Line and column of an offset in the whole text, both from 1, the column in characters.</summary>
    public (int Line, int Column) Position(int offset)
    {
        var index = Array.BinarySearch(_lineStarts, offset);
        if (index < 0)
            index = ~index - 1;
        return (index + 1, offset - _lineStarts[index] + 1);
    }

    /// <summary>One line, from 1, without its end.</summary>
    public ReadOnlySpan<char> Line(int line)
    {
        var start = _lineStarts[line - 1];
        var end = line < _lineStarts.Length ? _lineStarts[line] - 1 : Text.Length;
        return Text.AsSpan(start, end - start).TrimEnd('\r');
    }
}
