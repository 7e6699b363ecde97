using System.Globalization;
using System.Text;
using Conformance.Engine.Binding;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins;

/// <summary>One value through one conversion of printf, as C's printf would.</summary>
internal static class ConversionText
{
    /// <summary>The text.</summary>
    public static string Of(Conversion conversion, OutputValue value) => (conversion.Letter, value) switch
    {
        ('r', BytesOutput bytes) => Padded(conversion, conversion.Variant switch
        {
            'x' => BytesText.Escaped(bytes.Bytes),
            'h' => BytesText.Spaced(bytes.Bytes),
            _ => BytesText.Mixed(bytes.Bytes),
        }),
        ('s' or 'r', _) => Padded(conversion, ValueText.Of(value)),
        _ when NumberOf(value) is { } number => Integer(conversion, number),
        _ => Padded(conversion, ValueText.Of(value)),
    };

    private static long? NumberOf(OutputValue value) => value switch
    {
        IntegerOutput integer => integer.Value,
        BooleanOutput boolean => boolean.Value ? 1 : 0,
        PointerOutput pointer => (long)pointer.Address,
        EnumOutput number => number.Value,
        AverageOutput average => average.Value,
        _ => null,
    };

    private static string Padded(Conversion conversion, string value)
    {
        var cut = conversion.Precision >= 0 && conversion.Precision < value.Length ? value[..conversion.Precision] : value;
        return Pad(conversion with { Zeros = false }, "", cut);
    }

    private static string Integer(Conversion conversion, long value)
    {
        var signed = conversion.Letter is 'd' or 'i';
        value = Folding.Convert(new ScriptType(TypeKind.Integer, conversion.Bytes, signed), value);
        if (conversion.Letter == 'c')
            return Pad(conversion with { Zeros = false }, "", ((char)(byte)value).ToString());
        var (prefix, digits) = conversion.Letter switch
        {
            'd' or 'i' => (value < 0 ? "-" : conversion.Plus ? "+" : conversion.Space ? " " : "", (value < 0 ? (ulong)-value : (ulong)value).ToString(CultureInfo.InvariantCulture)),
            'x' => (conversion.Alternate && value != 0 ? "0x" : "", value.ToString("x", CultureInfo.InvariantCulture)),
            'X' => (conversion.Alternate && value != 0 ? "0X" : "", value.ToString("X", CultureInfo.InvariantCulture)),
            'o' => (conversion.Alternate && value != 0 ? "0" : "", Convert.ToString(value, 8)),
            // As the C library's words for a null pointer in bpftrace's own formatting.
            'p' => (value == 0 ? "" : "0x", value.ToString("x", CultureInfo.InvariantCulture)),
            _ => ("", ((ulong)value).ToString(CultureInfo.InvariantCulture)),
        };
        if (conversion.Precision >= 0)
        {
            // A precision gives the least number of digits and switches padding with zeros off; zero with precision zero has no digits.
            digits = conversion.Precision == 0 && value == 0 ? "" : digits.PadLeft(conversion.Precision, '0');
            conversion = conversion with { Zeros = false };
        }
        return Pad(conversion, prefix, digits);
    }

    private static string Pad(Conversion conversion, string prefix, string body)
    {
        var missing = conversion.Width - prefix.Length - body.Length;
        var text = new StringBuilder();
        if (missing <= 0)
            text.Append(prefix).Append(body);
        else if (conversion.Left)
            text.Append(prefix).Append(body).Append(' ', missing);
        else if (conversion.Zeros)
            text.Append(prefix).Append('0', missing).Append(body);
        else
            text.Append(' ', missing).Append(prefix).Append(body);
        return text.ToString();
    }
}
