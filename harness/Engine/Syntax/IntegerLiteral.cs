namespace Conformance.Engine.Syntax;

/// <summary>Integers as scripts write them.</summary>
public static class IntegerLiteral
{
    /// <summary>Reads <c>42</c>, <c>0x2a</c>, <c>052</c>, <c>1e6</c>, <c>1_000</c>, each with an optional C suffix (<c>u</c>, <c>l</c>, <c>ul</c>, <c>ull</c>).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ulong value, out string problem)
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
