using System.Text;

namespace Conformance.Engine.Syntax;

public sealed partial class Lexer
{
    /// <summary>What follows a word directly, white space and comments skipped: tells a label (<c>name=kprobe:f</c>) without reading a word that may belong to a path.</summary>
    public char CharacterAfter(Token token)
    {
        _position = token.Span.End;
        SkipSpace();
        var character = Peek();
        var doubled = Peek(1) == character;
        _position = token.Span.End;
        return doubled ? '\0' : character;
    }

    /// <summary>
    /// Reads an attach point that begins at an offset; the next word then is what follows it. It ends at white space, at a comma, at the brace of
    /// the body or at the slash of the predicate. A slash belongs to a path if the part begins like one (<c>/</c>, <c>./</c>, <c>../</c>), or if a colon follows
    /// without white space.
    /// </summary>
    public AttachPoint ReadAttachPoint(int start)
    {
        _position = start;
        while (IsMechanismPart(Peek()))
            _position++;
        var mechanism = _text[start.._position];
        if (Peek() != ':')
            return new AttachPoint(new TextSpan(start, _position - start), mechanism, "");
        _position++;
        var parts = new List<string>();
        var part = new StringBuilder();
        var first = _position;
        var path = -1;
        while (_position < _end && !char.IsWhiteSpace(_text[_position]) && _text[_position] is not ('{' or ','))
        {
            var character = _text[_position];
            if (character == '/' && path < _position)
            {
                path = BeginsPath(first) ? int.MaxValue : ColonAfter(_position);
                if (path < 0)
                    break;
            }
            if (character == '"')
            {
                part.Append(Literal().Text);
                continue;
            }
            _position++;
            if (character != ':')
            {
                part.Append(character);
                continue;
            }
            parts.Add(part.ToString());
            part.Clear();
            first = _position;
            path = -1;
        }
        _steps += _position - start;
        parts.Add(part.ToString());
        var hook = string.Join(':', parts);
        var span = new TextSpan(start, _position - start);
        return new AttachPoint(span, mechanism, hook) { Parts = hook.Length == 0 ? [] : parts };
    }

    /// <summary>Names of mechanisms may have dots (<c>kprobe.multi</c>) and wildcards.</summary>
    private static bool IsMechanismPart(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '.' or '*' or '?';

    private bool BeginsPath(int first)
    {
        var rest = _text.AsSpan(first, _end - first);
        return rest.StartsWith("/") || rest.StartsWith("./") || rest.StartsWith("../") || rest.StartsWith("~/");
    }

    /// <summary>Where a colon ends the part, if only characters of paths stand before it; else -1.</summary>
    private int ColonAfter(int start)
    {
        var position = start;
        while (position < _end && (char.IsAsciiLetterOrDigit(_text[position]) || _text[position] is '_' or '-' or '.' or '/' or '#' or '$' or '+' or '*' or '[' or ']' or '%' or '~'))
            position++;
        _steps += position - start;
        return position < _end && _text[position] == ':' ? position : -1;
    }
}
