namespace Conformance.Engine.Builtins;

/// <summary>Takes a printf format apart.</summary>
internal sealed class FormatParser(string format)
{
    /// <summary>Widest field; more is a mistake.</summary>
    private const int Widest = 1024;

    private int _position;

    /// <summary>What is wrong with the format, or <c>null</c>.</summary>
    public string? Problem { get; private set; }

    /// <summary>The next piece: fixed text, or a conversion (then <paramref name="literal"/> is <c>null</c>). <c>false</c> at the end and after a mistake.</summary>
    public bool Next(out string? literal, out Conversion conversion)
    {
        literal = null;
        conversion = default;
        if (_position >= format.Length || Problem is not null)
            return false;
        if (format[_position] != '%')
        {
            var end = format.IndexOf('%', _position);
            literal = format[_position..(end < 0 ? format.Length : end)];
            _position += literal.Length;
            return true;
        }
        var start = _position++;
        if (Peek() == '%')
        {
            _position++;
            literal = "%";
            return true;
        }
        conversion = Conversion();
        if (Problem is null && !"diuxXocsprg".Contains(conversion.Letter, StringComparison.Ordinal))
            Problem = $"'{format[start..Math.Min(format.Length, _position)]}' is no conversion that printf knows";
        return Problem is null;
    }

    private char Peek() => _position < format.Length ? format[_position] : '\0';

    private Conversion Conversion()
    {
        var conversion = Builtins.Conversion.Plain('\0');
        for (; Peek() is '-' or '+' or ' ' or '#' or '0'; _position++)
            conversion = Peek() switch
            {
                '-' => conversion with { Left = true },
                '+' => conversion with { Plus = true },
                ' ' => conversion with { Space = true },
                '#' => conversion with { Alternate = true },
                _ => conversion with { Zeros = true },
            };
        conversion = conversion with { Width = Number() };
        if (Peek() == '.')
        {
            _position++;
            conversion = conversion with { Precision = Number() };
        }
        var (halves, wide) = (0, false);
        for (; Peek() is 'h' or 'l' or 'j' or 'z' or 't'; _position++)
            if (Peek() == 'h')
                halves++;
            else
                wide = true;
        // As in C: without a length letter an int, which is four bytes.
        conversion = conversion with { Bytes = wide ? 8 : halves switch { 0 => 4, 1 => 2, _ => 1 }, Letter = _position < format.Length ? format[_position++] : '\0' };
        if (conversion.Letter == 'p')
            conversion = conversion with { Bytes = 8 };
        if (conversion.Letter == 'g')
            return Peek() == 'r' ? conversion with { Variant = format[_position++] } : conversion with { Letter = '\0' };
        return conversion.Letter == 'r' && Peek() is 'x' or 'h' ? conversion with { Variant = format[_position++] } : conversion;
    }

    private int Number()
    {
        var value = 0;
        for (; char.IsAsciiDigit(Peek()); _position++)
            value = Math.Min(Widest + 1, value * 10 + (Peek() - '0'));
        if (value > Widest)
            Problem = $"a width or precision in the format is more than {Widest}";
        return value;
    }
}
