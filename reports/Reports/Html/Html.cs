using System.Runtime.CompilerServices;
using System.Text;

namespace Conformance.Reports.Html;

/// <summary>Text that is HTML already. Made only by code of this project, never from a run's text.</summary>
public readonly record struct RawHtml(string Text)
{
    /// <summary>HTML from an interpolated string whose holes are escaped.</summary>
    public static RawHtml From(HtmlText text) => new(text.ToString());
}

/// <summary>
/// An interpolated string that escapes every hole, so that forgetting to escape is not possible: <c>writer.Html($"&lt;b&gt;{name}&lt;/b&gt;")</c>.
/// Only a <see cref="RawHtml"/> goes through as it is.
/// </summary>
[InterpolatedStringHandler]
public readonly ref struct HtmlText(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + 16 * formattedCount);

    /// <summary>The markup between the holes.</summary>
    public void AppendLiteral(string literal) => _text.Append(literal);

    /// <summary>A hole with markup of our own.</summary>
    public void AppendFormatted(RawHtml html) => _text.Append(html.Text);

    /// <summary>A hole with text: escaped for elements and quoted attributes.</summary>
    public void AppendFormatted(string? text)
    {
        foreach (var c in text ?? "")
        {
            switch (c)
            {
                case '&': _text.Append("&amp;"); break;
                case '<': _text.Append("&lt;"); break;
                case '>': _text.Append("&gt;"); break;
                case '"': _text.Append("&quot;"); break;
                case '\'': _text.Append("&#39;"); break;
                default: _text.Append(c is '\n' or '\t' || (!char.IsControl(c) && !Deception.Turns(c)) ? c : '\uFFFD'); break;
            }
        }
    }

    /// <summary>A hole with a number.</summary>
    public void AppendFormatted(int number) => _text.Append(number);

    /// <inheritdoc />
    public override string ToString() => _text.ToString();
}

/// <summary>Writes escaped markup.</summary>
public static class HtmlWriting
{
    /// <summary>Writes one line of markup whose holes are escaped.</summary>
    public static void Html(this TextWriter writer, HtmlText text) => writer.Write(text.ToString() + "\n");
}
