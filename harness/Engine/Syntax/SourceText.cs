namespace Conformance.Engine.Syntax;

/// <summary>A script's text with its lines.</summary>
public sealed class SourceText
{
    private readonly int[] _lineStarts;

    /// <summary>Takes the text as it is; both <c>\n</c> and <c>\r\n</c> end a line.</summary>
    public SourceText(string file, string text)
    {
        File = file;
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

    /// <summary>Name for messages.</summary>
    public string File { get; }

    /// <summary>All of it.</summary>
    public string Text { get; }

    /// <summary>The characters of a span.</summary>
    public ReadOnlySpan<char> Slice(TextSpan span) => Text.AsSpan(span.Start, span.Length);

    /// <summary>Line and column of an offset, both from 1, the column in characters.</summary>
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
