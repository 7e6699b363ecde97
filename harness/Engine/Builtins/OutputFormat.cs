using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Conformance.Engine.Binding;

namespace Conformance.Engine.Builtins;

/// <summary>Renders the payload of an output event as C's printf would.</summary>
internal sealed class OutputFormat(IReadOnlyList<FormatPiece> pieces) : IOutputFormat
{
    /// <inheritdoc/>
    public string Render(ReadOnlySpan<byte> payload)
    {
        if (pieces is [{ Literal: { } only }])
            return only;
        var text = new StringBuilder();
        foreach (var piece in pieces)
        {
            if (piece.Literal is not null)
                text.Append(piece.Literal);
            else if (piece.Offset + OutputCall.RoomOf(piece.Type) > payload.Length)
                text.Append("<cut off>");
            else
                Render(text, piece, payload[piece.Offset..]);
        }
        return text.ToString();
    }

    /// <summary>The text that a constant gives.</summary>
    public static string Render(Conversion conversion, long value)
    {
        var text = new StringBuilder();
        Integer(text, conversion, value);
        return text.ToString();
    }

    /// <summary>The text that a text gives (width, precision).</summary>
    public static string Render(Conversion conversion, string value)
    {
        var text = new StringBuilder();
        Pad(text, conversion with { Zeros = false }, "", Cut(conversion, value));
        return text.ToString();
    }

    /// <summary>Zero-padded UTF-8 to text.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }

    private static void Render(StringBuilder text, FormatPiece piece, ReadOnlySpan<byte> value)
    {
        if (piece.Type.IsText)
            Pad(text, piece.Conversion with { Zeros = false }, "", Cut(piece.Conversion, Decode(value[..piece.Type.Size])));
        else
            Integer(text, piece.Conversion, BinaryPrimitives.ReadInt64LittleEndian(value));
    }

    private static string Cut(Conversion conversion, string value) =>
        conversion.Precision >= 0 && conversion.Precision < value.Length ? value[..conversion.Precision] : value;

    private static void Integer(StringBuilder text, Conversion conversion, long value)
    {
        var signed = conversion.Letter is 'd' or 'i';
        value = Folding.Convert(new ScriptType(TypeKind.Integer, conversion.Bytes, signed), value);
        if (conversion.Letter == 'c')
        {
            Pad(text, conversion with { Zeros = false }, "", ((char)(byte)value).ToString());
            return;
        }
        var (prefix, digits) = conversion.Letter switch
        {
            'd' or 'i' => (value < 0 ? "-" : conversion.Plus ? "+" : conversion.Space ? " " : "", (value < 0 ? (ulong)-value : (ulong)value).ToString(CultureInfo.InvariantCulture)),
            'x' => (conversion.Alternate && value != 0 ? "0x" : "", value.ToString("x", CultureInfo.InvariantCulture)),
            'X' => (conversion.Alternate && value != 0 ? "0X" : "", value.ToString("X", CultureInfo.InvariantCulture)),
            'o' => (conversion.Alternate && value != 0 ? "0" : "", Convert.ToString(value, 8)),
            'p' => ("0x", value.ToString("x", CultureInfo.InvariantCulture)),
            _ => ("", ((ulong)value).ToString(CultureInfo.InvariantCulture)),
        };
        if (conversion.Precision >= 0)
        {
            // A precision gives the least number of digits and switches padding with zeros off; zero with precision zero has no digits.
            digits = conversion.Precision == 0 && value == 0 ? "" : digits.PadLeft(conversion.Precision, '0');
            conversion = conversion with { Zeros = false };
        }
        Pad(text, conversion, prefix, digits);
    }

    private static void Pad(StringBuilder text, Conversion conversion, string prefix, string body)
    {
        var missing = conversion.Width - prefix.Length - body.Length;
        if (missing <= 0)
            text.Append(prefix).Append(body);
        else if (conversion.Left)
            text.Append(prefix).Append(body).Append(' ', missing);
        else if (conversion.Zeros)
            text.Append(prefix).Append('0', missing).Append(body);
        else
            text.Append(' ', missing).Append(prefix).Append(body);
    }
}
