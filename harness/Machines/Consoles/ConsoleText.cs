using System.Text;
using System.Text.RegularExpressions;

namespace Conformance.Machines.Consoles;

/// <summary>Makes what a guest printed fit to be shown: those bytes are not to be trusted, they could drive the reader's terminal.</summary>
public static partial class ConsoleText
{
    /// <summary>Decodes and cleans one line: terminal sequences and control characters go, tabs become spaces, what is no UTF-8 becomes U+FFFD.</summary>
    /// <param name="line">Bytes without line feed.</param>
    public static string Clean(ReadOnlySpan<byte> line) => Clean(Encoding.UTF8.GetString(line));

    /// <summary>The same for text.</summary>
    public static string Clean(string line)
    {
        var plain = TerminalSequence().Replace(line, "");
        if (!plain.Any(IsUnfit))
            return plain;
        var clean = new StringBuilder(plain.Length);
        foreach (var character in plain)
        {
            if (character == '\t')
                clean.Append(' ');
            else if (!IsUnfit(character))
                clean.Append(character);
        }

        return clean.ToString();
    }

    // Besides controls: formatting characters, which include those that reverse the direction of text.
    private static bool IsUnfit(char character) =>
        char.IsControl(character)
        || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.Format
            or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator;

    // ECMA-48: CSI sequences, OSC strings up to BEL or ST, and two-character escapes.
    [GeneratedRegex(@"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1b[ -/]*[0-~]")]
    private static partial Regex TerminalSequence();
}
