using System.Globalization;
using System.Text;

namespace Conformance.Engine.Output;

/// <summary>Bytes as printf's %r, %rx and %rh show them.</summary>
internal static class BytesText
{
    /// <summary>%r: printable ASCII as it is, all else as <c>\x00</c>.</summary>
    public static string Mixed(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        foreach (var value in bytes)
            if (value is >= 32 and <= 126)
                text.Append((char)value);
            else
                text.Append("\\x").Append(Hex(value));
        return text.ToString();
    }

    /// <summary>%rx: every byte as <c>\x00</c>.</summary>
    public static string Escaped(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(4 * bytes.Length);
        foreach (var value in bytes)
            text.Append("\\x").Append(Hex(value));
        return text.ToString();
    }

    /// <summary>%rh: every byte as two digits, spaces between.</summary>
    public static string Spaced(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(3 * bytes.Length);
        foreach (var value in bytes)
            text.Append(text.Length > 0 ? " " : "").Append(Hex(value));
        return text.ToString();
    }

    private static string Hex(byte value) => value.ToString("x2", CultureInfo.InvariantCulture);
}
