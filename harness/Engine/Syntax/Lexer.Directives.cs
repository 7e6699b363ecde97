namespace Conformance.Engine.Syntax;

public sealed partial class Lexer
{
    /// <summary>The next line that begins with <c>#</c>, whatever stands before it; or the end of the text.</summary>
    public Token NextDirective()
    {
        while (SkipSpace())
        {
            if (_text[_position] == '#' && BeginsLine())
                return Directive();
            var start = _position;
            SkipRestOfLine();
            _steps += _position - start;
        }
        return new Token(TokenKind.End, new TextSpan(_end, 0));
    }

    /// <summary>Whether only white space stands before the current character in its line.</summary>
    private bool BeginsLine()
    {
        var at = _position;
        while (at > 0 && _text[at - 1] is ' ' or '\t' or '\r')
            at--;
        _steps += _position - at;
        return at == 0 || _text[at - 1] == '\n';
    }

    /// <summary>The whole line with those that a backslash or a comment joins to it.</summary>
    private Token Directive()
    {
        var start = _position;
        SkipRestOfLine();
        return new Token(TokenKind.Directive, new TextSpan(start, _position - start));
    }

    private void SkipRestOfLine()
    {
        while (_position < _end && _text[_position] != '\n')
        {
            if (_text[_position] == '/' && Peek(1) == '*')
                SkipComment();
            else if (_text[_position] == '/' && Peek(1) == '/')
                SkipLine();
            else if (_text[_position] == '"')
                SkipQuoted();
            else
                _position += IsContinuation() ? LengthOfContinuation() : 1;
        }
    }

    private void SkipQuoted()
    {
        _position++;
        while (_position < _end && _text[_position] is not ('"' or '\n'))
            _position += _text[_position] == '\\' && Peek(1) is not ('\n' or '\0') ? 2 : 1;
        if (Peek() == '"')
            _position++;
    }

    /// <summary>Whether a backslash here joins the next line to this one.</summary>
    private bool IsContinuation() => _text[_position] == '\\' && LengthOfContinuation() > 0;

    private int LengthOfContinuation() => Peek(1) == '\n' ? 2 : Peek(1) == '\r' && Peek(2) == '\n' ? 3 : 0;
}
