namespace Conformance.Engine.Syntax.Preprocessing;

/// <summary>The words of one directive behind its <c>#</c>, one at a time; each knows its spelling.</summary>
internal sealed class DirectiveWords
{
    private readonly SourceText _source;
    private readonly TextSpan _line;
    private readonly Lexer _lexer;
    private Token? _next;
    private int _taken;

    public DirectiveWords(SourceText source, DiagnosticBag diagnostics, TextSpan line)
    {
        _source = source;
        _line = line;
        _taken = line.Start;
        _lexer = Lexer.OfDirective(source, diagnostics, line);
    }

    /// <summary>The next word, which stays.</summary>
    public Token Peek => _next ??= Spelled(_lexer.Next());

    /// <summary>What follows the word that was taken last, as written.</summary>
    public string Rest => _source.Slice(new TextSpan(_taken, _line.End - _taken)).Trim().ToString();

    /// <summary>The next word.</summary>
    public Token Take()
    {
        var token = Peek;
        _taken = token.Span.End;
        _next = null;
        return token;
    }

    /// <summary>All words that are left.</summary>
    public List<Token> All()
    {
        var words = new List<Token>();
        while (Peek.Kind != TokenKind.End)
            words.Add(Take());
        return words;
    }

    private Token Spelled(Token token) => token.Kind is TokenKind.Text or TokenKind.End ? token : token with { Text = _source.Slice(token.Span).ToString() };
}
