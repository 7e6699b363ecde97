namespace Conformance.Engine.Syntax;

/// <summary>
/// Words to a tree: recursive descent, expressions by precedence. After a mistake it goes on at the next statement or clause, so one look
/// tells several mistakes; each word is read a bounded number of times, so junk costs linear time.
/// </summary>
public sealed partial class Parser
{
    /// <summary>Deepest nesting of expressions and of statements; later stages recurse over the tree and trust it.</summary>
    public const int DeepestNesting = 128;

    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<Token> _tokens;
    private int _index;
    private int _depth;

    private Parser(SourceText source, DiagnosticBag diagnostics)
    {
        _source = source;
        _diagnostics = diagnostics;
        _tokens = new Lexer(source, diagnostics).ReadAll();
    }

    /// <summary>The tree of a script. Mistakes are in <paramref name="diagnostics"/>; the tree then holds what could be understood.</summary>
    public static ScriptTree Parse(SourceText source, DiagnosticBag diagnostics) => new Parser(source, diagnostics).Script();

    private Token Current => _tokens[_index];

    private Token Ahead(int count) => _tokens[Math.Min(_index + count, _tokens.Count - 1)];

    private Token Take()
    {
        var token = _tokens[_index];
        if (_index < _tokens.Count - 1)
            _index++;
        return token;
    }

    private bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind)
            return false;
        Take();
        return true;
    }

    private TextSpan From(TextSpan start) => TextSpan.Join(start, _tokens[Math.Max(0, _index - 1)].Span);

    private string TextOf(Token token) => _source.Slice(token.Span).ToString();

    private bool IsWord(Token token, string word) => token.Kind == TokenKind.Name && _source.Slice(token.Span).SequenceEqual(word);

    /// <summary>Leaves what cannot be understood; caught where parsing can go on.</summary>
    private sealed class Confusion : Exception;

    private Confusion Fail(TextSpan span, string message, string? hint = null)
    {
        _diagnostics.Report(span, message, hint);
        return new Confusion();
    }

    private Token Expect(TokenKind kind, string what, string? hint = null) =>
        Current.Kind == kind ? Take() : throw Fail(Current.Span, $"expected {what}, but here is {Describe(Current)}", hint);

    private string Describe(Token token) => token.Kind == TokenKind.End ? "the end of the script" : $"'{Shorten(TextOf(token))}'";

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..37] + "...";

    private ScriptTree Script()
    {
        var probes = new List<ProbeTree>();
        while (Current.Kind != TokenKind.End && !_diagnostics.Full)
        {
            try
            {
                probes.Add(Probe());
            }
            catch (Confusion)
            {
                SkipClause();
            }
        }
        if (probes.Count == 0 && !_diagnostics.Any)
            _diagnostics.Report(new TextSpan(0, 0), "the script has no probe", "write for example: fexit:hrtimer_nanosleep { printf(\"returned %d\\n\", retval) }");
        return new ScriptTree(probes);
    }

    /// <summary>Goes behind the braces that belong to the clause in which parsing failed.</summary>
    private void SkipClause()
    {
        _depth = 0;
        while (Current.Kind is not (TokenKind.End or TokenKind.OpenBrace or TokenKind.CloseBrace))
            Take();
        var open = 0;
        do
        {
            var token = Take();
            if (token.Kind == TokenKind.OpenBrace)
                open++;
            else if (token.Kind == TokenKind.CloseBrace)
                open--;
        }
        while (open > 0 && Current.Kind != TokenKind.End);
    }

    private ProbeTree Probe()
    {
        var start = Current.Span;
        if (IsWord(Current, "config") || IsWord(Current, "macro") || IsWord(Current, "import") || (IsWord(Current, "let") && Ahead(1).Kind == TokenKind.Map))
            throw Fail(Current.Span, $"'{TextOf(Current)}' is not supported at the top of a script");
        var attachPoints = new List<AttachPoint>();
        do
        {
            attachPoints.Add(AttachPoint());
        }
        while (TryTake(TokenKind.Comma) && Current.Kind != TokenKind.OpenBrace);
        Expression? predicate = null;
        if (TryTake(TokenKind.Slash))
        {
            predicate = Expression(inPredicate: true);
            Expect(TokenKind.Slash, "the '/' that ends the predicate", "a predicate is written /pid == 1/");
        }
        if (Current.Kind != TokenKind.OpenBrace)
            throw Fail(Current.Span, $"expected the body of the probe, but here is {Describe(Current)}", "a probe is written fexit:function /predicate/ { statements }");
        var body = Block();
        return new ProbeTree(From(start), attachPoints, predicate, body);
    }

    /// <summary>Words without space between them make an attach point.</summary>
    private AttachPoint AttachPoint()
    {
        if (Current.Kind is not (TokenKind.Name or TokenKind.Star))
            throw Fail(Current.Span, $"expected a probe, but here is {Describe(Current)}", "a probe is written fexit:function { statements }");
        var first = Take();
        var start = first.Span;
        if (Current.Kind != TokenKind.Colon || Current.Span.Start != start.End)
            return new AttachPoint(start, TextOf(first), "");
        var end = Take().Span.End;
        var hook = end;
        while (Current.Span.Start == end && IsHookPart(Current.Kind))
            end = Take().Span.End;
        var span = new TextSpan(start.Start, end - start.Start);
        return new AttachPoint(span, TextOf(first), _source.Text[hook..end]);
    }

    private static bool IsHookPart(TokenKind kind) =>
        kind is TokenKind.Name or TokenKind.Integer or TokenKind.Colon or TokenKind.Star or TokenKind.Dot or TokenKind.Plus or TokenKind.Minus or TokenKind.Text;
}
