using Conformance.Engine.Syntax.Preprocessing;

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
    private readonly Preprocessor? _words;
    private readonly List<Token> _tokens = [];
    private int _index;
    private int _depth;
    private long _looks;

    private Parser(SourceText source, DiagnosticBag diagnostics, Preprocessor? words)
    {
        _source = source;
        _diagnostics = diagnostics;
        _words = words;
    }

    /// <summary>The tree of a script. Mistakes are in <paramref name="diagnostics"/>; the tree then holds what could be understood.</summary>
    /// <param name="defined">Names that the preprocessor knows from the start, each as 1 (<c>BPFTRACE_HAVE_BTF</c>).</param>
    public static ScriptTree Parse(SourceText source, DiagnosticBag diagnostics, params IEnumerable<string> defined) => Parse(source, diagnostics, out _, defined);

    /// <summary>The same; also says how many characters and words were looked at.</summary>
    internal static ScriptTree Parse(SourceText source, DiagnosticBag diagnostics, out long steps, params IEnumerable<string> defined)
    {
        var names = defined.ToList();
        var files = new List<ScriptTree>(source.Parts.Count);
        steps = 0;
        foreach (var file in source.Parts)
        {
            var words = new Preprocessor(source, diagnostics, names, file);
            var parser = new Parser(source, diagnostics, words);
            files.Add(parser.Script() with { Includes = words.Includes });
            steps += words.Steps + parser._looks;
        }

        // What is imported runs before what imports it.
        var tree = files.Count == 1 ? files[0] : ScriptTree.Of([.. files.Skip(1), files[0]]);
        if (tree.Probes.Count == 0 && !diagnostics.Any)
            diagnostics.Report(new TextSpan(0, 0), "the script has no probe", "write for example: fexit:hrtimer_nanosleep { printf(\"returned %d\\n\", retval) }");
        return tree;
    }

    /// <summary>The expression that words of a directive make, or <c>null</c> after a mistake.</summary>
    internal static Expression? ParseWords(SourceText source, DiagnosticBag diagnostics, IReadOnlyList<Token> words, TextSpan line)
    {
        var parser = new Parser(source, diagnostics, null);
        parser._tokens.AddRange(words);
        parser._tokens.Add(new Token(TokenKind.End, new TextSpan(line.End, 0)));
        try
        {
            var expression = parser.Expression();
            if (parser.Current.Kind != TokenKind.End)
                diagnostics.Report(parser.Current.Span, $"expected the end of the line, but here is {parser.Describe(parser.Current)}");
            return expression;
        }
        catch (Confusion)
        {
            return null;
        }
    }

    private Token Current => Ahead(0);

    /// <summary>A word further on. Words are read only when somebody looks at them: what begins an attach point is read by other rules.</summary>
    private Token Ahead(int count)
    {
        _looks++;
        if (_words is null)
            return _tokens[Math.Min(_index + count, _tokens.Count - 1)];
        while (_tokens.Count <= _index + count)
            _tokens.Add(_words.Next());
        return _tokens[_index + count];
    }

    private Token Take()
    {
        var token = Current;
        if (token.Kind != TokenKind.End)
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

    private TextSpan From(TextSpan start) => _index == 0 ? start : TextSpan.Join(start, _tokens[_index - 1].Span);

    private string TextOf(Token token) => token.Text is { } text && token.Kind != TokenKind.Text ? text : _source.Slice(token.Span).ToString();

    private bool IsWord(Token token, string word) =>
        token.Kind == TokenKind.Name && (token.Text is { } text ? text == word : _source.Slice(token.Span).SequenceEqual(word));

    private bool TryTakeWord(string word)
    {
        if (!IsWord(Current, word))
            return false;
        Take();
        return true;
    }

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

    /// <summary>One level deeper; the caller counts <see cref="_depth"/> down again.</summary>
    private void Enter(TextSpan place, string what)
    {
        if (++_depth > DeepestNesting)
            throw Fail(place, $"{what} are nested more than {DeepestNesting} deep");
    }
}
