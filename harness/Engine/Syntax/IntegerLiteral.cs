namespace Conformance.Engine.Syntax;

/// <summary>Integers as scripts write them.</summary>
public static class IntegerLiteral
{
    /// <summary>Reads <c>42</c>, <c>0x2a</c>, <c>052</c>, <c>1e6</c>, <c>1_000</c>, each with an optional C suffix (<c>u</c>, <c>l</c>, <c>ul</c>, <c>ull</c>), and durations, which are nanoseconds (<c>5ms</c>).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong value, out string problem)
    {
        var unit = Unit(text, out var length);
        if (!TryPlain(text[..^length], out value, out problem))
            return false;
        problem = "this duration does not fit 64 bits";
        var fits = value <= ulong.MaxValue / unit;
        value = unchecked(value * unit);
        return fits;
    }

    private static bool TryPlain(ReadOnlySpan<char> text, out ulong value, out string problem)
    {
        value = 0;
        problem = "";
        var radix = 10UL;
        if (text.Length > 1 && text[0] == '0')
        {
            radix = text[1] is 'x' or 'X' ? 16UL : 8UL;
            text = text[(radix == 16 ? 2 : 1)..];
        }
        while (text.Length > 0 && text[^1] is 'u' or 'U' or 'l' or 'L')
            text = text[..^1];
        var digits = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && digits > 0)
                continue;
            if (radix == 10 && digits > 0 && text[i] is 'e' or 'E')
                return TryScale(text[(i + 1)..], ref value, out problem);
            var digit = char.IsAsciiHexDigit(text[i]) ? HexDigit(text[i]) : radix;
            if (digit >= radix)
            {
                problem = "this is no integer";
                return false;
            }
            if (value > (ulong.MaxValue - digit) / radix)
            {
                problem = "this integer does not fit 64 bits";
                return false;
            }
            value = value * radix + digit;
            digits++;
        }
        // A lone 0 was taken for the octal prefix.
        if (digits > 0 || radix == 8)
            return true;
        problem = "this is no integer";
        return false;
    }

    /// <summary>Nanoseconds of the unit at the end of a literal and its length; 1 and 0 if there is none.</summary>
    private static ulong Unit(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        // The digits of 0x1d are no days.
        if (text.Length < 2 || (text.Length > 2 && text[1] is 'x' or 'X') || char.IsAsciiDigit(text[^1]))
            return 1;
        length = 2;
        if (text.Length > 2 && text[^1] == 's' && text[^2] is 'n' or 'u' or 'm')
            return text[^2] switch { 'n' => 1UL, 'u' => 1_000, _ => 1_000_000 };
        var unit = text[^1] switch { 's' => 1_000_000_000UL, 'm' => 60_000_000_000UL, 'h' => 3_600_000_000_000UL, 'd' => 86_400_000_000_000UL, _ => 1UL };
        length = unit > 1 ? 1 : 0;
        return unit;
    }

    private static ulong HexDigit(char digit) => (ulong)(digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);

    private static bool TryScale(ReadOnlySpan<char> exponent, ref ulong value, out string problem)
    {
        problem = "this is no integer";
        if (!int.TryParse(exponent, System.Globalization.NumberStyles.None, null, out var power))
            return false;
        problem = "this integer does not fit 64 bits";
        for (; power > 0 && value != 0; power--)
        {
            if (value > ulong.MaxValue / 10)
                return false;
            value *= 10;
        }
        return true;
    }
}
