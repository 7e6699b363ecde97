using System.Globalization;
using System.Text;

namespace Conformance.Engine.Syntax;

/// <summary>Text to words, one at a time: the parser says where an attach point stands, which is read by other rules. Linear in the length of the text, whatever it holds.</summary>
public sealed partial class Lexer
{
    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly string _text;
    private readonly int _end;
    private readonly bool _inDirective;
    private int _position;
    private long _steps;

    /// <summary>Begins at the first word of a file; a first line <c>#!…</c> is skipped.</summary>
    /// <param name="file">What of the text is the file.</param>
    public static Lexer OfFile(SourceText source, DiagnosticBag diagnostics, TextSpan file)
    {
        var lexer = new Lexer(source, diagnostics, file, inDirective: false);
        if (lexer.Peek() == '#' && lexer.Peek(1) == '!')
            lexer.SkipLine();
        return lexer;
    }

    /// <summary>The words of one directive.</summary>
    public static Lexer OfDirective(SourceText source, DiagnosticBag diagnostics, TextSpan directive) => new(source, diagnostics, directive, inDirective: true);

    private Lexer(SourceText source, DiagnosticBag diagnostics, TextSpan part, bool inDirective)
    {
        _source = source;
        _diagnostics = diagnostics;
        _text = source.Text;
        _position = part.Start;
        _end = part.End;
        _inDirective = inDirective;
    }

    /// <summary>How many characters were looked at, those that were looked at twice twice.</summary>
    public long Steps => _steps;

    /// <summary>The next word; behind the last one <see cref="TokenKind.End"/>, as often as asked. Comments, white space and what means nothing are skipped.</summary>
    public Token Next()
    {
        while (SkipSpace())
        {
            var start = _position;
            var token = Word();
            _steps += _position - start;
            if (token.Kind != TokenKind.Bad)
                return token;
        }
        return new Token(TokenKind.End, new TextSpan(_end, 0));
    }

    private char Peek(int ahead = 0) => _position + ahead < _end ? _text[_position + ahead] : '\0';

    private void SkipLine()
    {
        var end = _text.AsSpan(_position, _end - _position).IndexOf('\n');
        _position = end < 0 ? _end : _position + end;
    }

    /// <summary>Skips white space and comments; <c>false</c> at the end of the text.</summary>
    private bool SkipSpace()
    {
        var start = _position;
        var more = SkipSpaceAndComments();
        _steps += 1 + _position - start;
        return more;
    }

    private bool SkipSpaceAndComments()
    {
        while (_position < _end)
        {
            var character = _text[_position];
            if (char.IsWhiteSpace(character) || IsContinuation())
                _position++;
            else if (character == '/' && Peek(1) == '/')
                SkipLine();
            else if (character == '/' && Peek(1) == '*')
                SkipComment();
            else
                return true;
        }
        return false;
    }

    private void SkipComment()
    {
        var end = _position + 2 <= _end ? _text.AsSpan(_position + 2, _end - _position - 2).IndexOf("*/") : -1;
        if (end < 0)
            _diagnostics.Report(new TextSpan(_position, 2), "this comment never ends", "close it with */");
        _position = end < 0 ? _end : _position + 2 + end + 2;
    }

    private Token Word()
    {
        var start = _position;
        var character = _text[start];
        if (char.IsAsciiLetter(character) || character == '_')
            return Named(TokenKind.Name, 0);
        if (char.IsAsciiDigit(character))
            return Number();
        if (character == '@')
            return Named(TokenKind.Map, 1);
        if (character == '$')
            return Dollar();
        if (character == '"')
            return Literal();
        if (character == '#' && !_inDirective && BeginsLine())
            return Directive();
        return Punctuation();
    }

    private Token Named(TokenKind kind, int prefix)
    {
        var start = _position;
        _position += prefix;
        while (_position < _end && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] == '_'))
            _position++;
        return new Token(kind, new TextSpan(start, _position - start));
    }

    /// <summary><c>$name</c>, <c>$1</c> or <c>$#</c>.</summary>
    private Token Dollar()
    {
        var start = _position;
        if (Peek(1) == '#')
        {
            _position += 2;
            return new Token(TokenKind.ParameterCount, new TextSpan(start, 2));
        }
        var token = Named(TokenKind.Variable, 1);
        if (token.Span.Length == 1)
        {
            _diagnostics.Report(token.Span, "a variable needs a name", "write $name");
            return token with { Kind = TokenKind.Bad };
        }
        if (!char.IsAsciiDigit(_text[start + 1]))
            return token;
        if (int.TryParse(_text.AsSpan(start + 1, token.Span.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            return token with { Kind = TokenKind.Parameter, Value = (ulong)number };
        _diagnostics.Report(token.Span, "this is neither a variable nor a parameter", "variables are written $name, parameters of the command line $1, $2, …");
        return token with { Kind = TokenKind.Bad };
    }

    private Token Number()
    {
        var start = _position;
        while (_position < _end && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] == '_'))
            _position++;
        var span = new TextSpan(start, _position - start);
        if (!IntegerLiteral.TryParse(_source.Slice(span), out var value, out var problem))
        {
            _diagnostics.Report(span, problem, "integers are written 42, 0x2a, 052, 1e6, 1_000_000 or 5ms, and fit 64 bits");
            return new Token(TokenKind.Integer, span);
        }
        return new Token(TokenKind.Integer, span, value);
    }

    private Token Literal()
    {
        var start = _position++;
        StringBuilder? built = null;
        var from = _position;
        while (true)
        {
            if (_position >= _end || _text[_position] == '\n')
            {
                var open = new TextSpan(start, _position - start);
                _diagnostics.Report(open, "this text never ends", "close it with \" on the same line");
                return new Token(TokenKind.Text, open, 0, "");
            }
            var character = _text[_position];
            if (character == '"')
                break;
            if (character != '\\')
            {
                _position++;
                continue;
            }
            built ??= new StringBuilder();
            built.Append(_text, from, _position - from);
            Escape(built);
            from = _position;
        }
        var text = built is null ? _text[from.._position] : built.Append(_text, from, _position - from).ToString();
        _position++;
        return new Token(TokenKind.Text, new TextSpan(start, _position - start), 0, text);
    }

    private void Escape(StringBuilder text)
    {
        var start = _position++;
        var character = Peek();
        if (character is >= '0' and <= '7')
        {
            text.Append((char)Digits(8, 3));
            return;
        }
        _position++;
        if (character == 'x' && char.IsAsciiHexDigit(Peek()))
        {
            text.Append((char)Digits(16, 2));
            return;
        }
        var known = "nrtabfv\\\"'e".IndexOf(character, StringComparison.Ordinal);
        if (known >= 0)
        {
            text.Append("\n\r\t\a\b\f\v\\\"'\u001b"[known]);
            return;
        }
        // What ends the text literal must still be seen by its reader.
        if (character == '\n' || _position > _end)
            _position = start + 1;
        _diagnostics.Report(new TextSpan(start, 2), "unknown escape in a text", "known are \\n \\r \\t \\a \\b \\f \\v \\e \\\\ \\\" \\' \\xHH and \\OOO");
    }

    private int Digits(int radix, int most)
    {
        var value = 0;
        for (var i = 0; i < most && char.IsAsciiHexDigit(Peek()) && (radix == 16 || Peek() is >= '0' and <= '7'); i++)
            value = value * radix + int.Parse(_text.AsSpan(_position++, 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return value & 0xff;
    }

    private Token Punctuation()
    {
        var start = _position;
        var (kind, length) = Match(_text[start], Peek(1), Peek(2));
        _position += length;
        var span = new TextSpan(start, length);
        if (kind == TokenKind.Bad)
        {
            // One word about a run of junk is enough.
            while (_position < _end && IsJunk(_text[_position]))
                _position++;
            _diagnostics.Report(new TextSpan(start, _position - start), "this character means nothing in a script");
        }
        return new Token(kind, span);
    }

    private static bool IsJunk(char character) =>
        !char.IsWhiteSpace(character) && !char.IsAsciiLetterOrDigit(character) && character is not ('_' or '@' or '$' or '"') && Match(character, '\0', '\0').Kind == TokenKind.Bad;

    private static (TokenKind Kind, int Length) Match(char first, char second, char third) => (first, second, third) switch
    {
        ('<', '<', '=') => (TokenKind.ShiftLeftEqual, 3),
        ('>', '>', '=') => (TokenKind.ShiftRightEqual, 3),
        ('<', '<', _) => (TokenKind.ShiftLeft, 2),
        ('>', '>', _) => (TokenKind.ShiftRight, 2),
        ('<', '=', _) => (TokenKind.LessEqual, 2),
        ('>', '=', _) => (TokenKind.GreaterEqual, 2),
        ('=', '=', _) => (TokenKind.EqualEqual, 2),
        ('!', '=', _) => (TokenKind.ExclamationEqual, 2),
        ('&', '&', _) => (TokenKind.AmpersandAmpersand, 2),
        ('|', '|', _) => (TokenKind.PipePipe, 2),
        ('+', '+', _) => (TokenKind.PlusPlus, 2),
        ('-', '-', _) => (TokenKind.MinusMinus, 2),
        ('-', '>', _) => (TokenKind.Arrow, 2),
        ('+', '=', _) => (TokenKind.PlusEqual, 2),
        ('-', '=', _) => (TokenKind.MinusEqual, 2),
        ('*', '=', _) => (TokenKind.StarEqual, 2),
        ('/', '=', _) => (TokenKind.SlashEqual, 2),
        ('%', '=', _) => (TokenKind.PercentEqual, 2),
        ('&', '=', _) => (TokenKind.AmpersandEqual, 2),
        ('|', '=', _) => (TokenKind.PipeEqual, 2),
        ('^', '=', _) => (TokenKind.CaretEqual, 2),
        ('{', _, _) => (TokenKind.OpenBrace, 1),
        ('}', _, _) => (TokenKind.CloseBrace, 1),
        ('(', _, _) => (TokenKind.OpenParenthesis, 1),
        (')', _, _) => (TokenKind.CloseParenthesis, 1),
        ('[', _, _) => (TokenKind.OpenBracket, 1),
        (']', _, _) => (TokenKind.CloseBracket, 1),
        (',', _, _) => (TokenKind.Comma, 1),
        (';', _, _) => (TokenKind.Semicolon, 1),
        (':', _, _) => (TokenKind.Colon, 1),
        ('?', _, _) => (TokenKind.Question, 1),
        ('.', '.', _) => (TokenKind.DotDot, 2),
        ('.', _, _) => (TokenKind.Dot, 1),
        ('+', _, _) => (TokenKind.Plus, 1),
        ('-', _, _) => (TokenKind.Minus, 1),
        ('*', _, _) => (TokenKind.Star, 1),
        ('/', _, _) => (TokenKind.Slash, 1),
        ('%', _, _) => (TokenKind.Percent, 1),
        ('&', _, _) => (TokenKind.Ampersand, 1),
        ('|', _, _) => (TokenKind.Pipe, 1),
        ('^', _, _) => (TokenKind.Caret, 1),
        ('~', _, _) => (TokenKind.Tilde, 1),
        ('!', _, _) => (TokenKind.Exclamation, 1),
        ('<', _, _) => (TokenKind.Less, 1),
        ('>', _, _) => (TokenKind.Greater, 1),
        ('=', _, _) => (TokenKind.Equal, 1),
        _ => (TokenKind.Bad, 1),
    };
}
