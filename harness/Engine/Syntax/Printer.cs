using System.Globalization;
using System.Text;

namespace Conformance.Engine.Syntax;

/// <summary>A tree back to text. What it prints parses to the same tree; parentheses stand only where they are needed.</summary>
public sealed partial class Printer
{
    private readonly StringBuilder _text = new();
    private int _indent;

    private Printer()
    {
    }

    /// <summary>A whole script.</summary>
    public static string Print(ScriptTree script)
    {
        var printer = new Printer();
        printer.Script(script);
        return printer._text.ToString();
    }

    /// <summary>One expression.</summary>
    public static string Print(Expression expression)
    {
        var printer = new Printer();
        printer.Expression(expression, 0);
        return printer._text.ToString();
    }

    /// <summary>One type.</summary>
    public static string Print(TypeName type)
    {
        var printer = new Printer();
        printer.Type(type);
        return printer._text.ToString();
    }

    private void Indent() => _text.Append(' ', 2 * _indent);

    private void List(string open, IReadOnlyList<Expression> items, string close)
    {
        _text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            _text.Append(i > 0 ? ", " : "");
            Expression(items[i], 0);
        }
        _text.Append(close);
    }

    private void Quote(string text)
    {
        _text.Append('"');
        foreach (var character in text)
        {
            if (character is '"' or '\\')
                _text.Append('\\').Append(character);
            else if (character == '\n')
                _text.Append("\\n");
            else if (character < ' ' || character is '\u007f')
                _text.Append('\\').Append(Convert.ToString(character, 8).PadLeft(3, '0'));
            else
                _text.Append(character);
        }
        _text.Append('"');
    }

    private void Number(long value) => _text.Append(value.ToString(CultureInfo.InvariantCulture));
}
