namespace Conformance.Engine.Syntax.Preprocessing;

/// <summary>Which parts of the script count: <c>#if</c>, <c>#ifdef</c>, <c>#ifndef</c>, <c>#elif</c>, <c>#else</c>, <c>#endif</c>.</summary>
internal sealed class Conditions(SourceText source, DiagnosticBag diagnostics, MacroTable macros)
{
    /// <summary>One open condition.</summary>
    /// <param name="Outer">Whether what is around it counts.</param>
    /// <param name="Taken">Whether one of its branches counted already.</param>
    private sealed record Branch(TextSpan Place, bool Outer, bool Active, bool Taken, bool Last);

    private readonly Stack<Branch> _open = new();

    /// <summary>Whether the text here counts.</summary>
    public bool Active => _open.Count == 0 || _open.Peek().Active;

    /// <summary>Obeys a directive if it is one of these.</summary>
    public bool Obey(string directive, TextSpan line, DirectiveWords words)
    {
        switch (directive)
        {
            case "if":
                Open(line, Active && Holds(words, line));
                return true;
            case "ifdef":
                Open(line, Active && IsDefined(words, line));
                return true;
            case "ifndef":
                Open(line, Active && !IsDefined(words, line));
                return true;
            case "elif" or "else" or "endif" when _open.Count == 0:
                diagnostics.Report(line, $"#{directive} without #if");
                return true;
            case "elif" or "else":
                Next(directive, line, words);
                return true;
            case "endif":
                _open.Pop();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reports conditions that nobody closed.</summary>
    public void End()
    {
        while (_open.TryPop(out var branch))
            diagnostics.Report(branch.Place, "this condition never ends", "close it with #endif");
    }

    private void Open(TextSpan line, bool holds) => _open.Push(new Branch(line, Active, holds, holds, false));

    private void Next(string directive, TextSpan line, DirectiveWords words)
    {
        var branch = _open.Pop();
        if (branch.Last)
            diagnostics.Report(line, $"#{directive} behind #else");
        var holds = branch.Outer && !branch.Taken && (directive == "else" || Holds(words, line));
        _open.Push(branch with { Active = holds, Taken = branch.Taken || holds, Last = directive == "else" });
    }

    private bool IsDefined(DirectiveWords words, TextSpan line)
    {
        if (words.Take() is { Kind: TokenKind.Name, Text: { } name })
            return macros.Defines(name);
        diagnostics.Report(line, "the name of a macro is missing", "write #ifdef NAME");
        return false;
    }

    private bool Holds(DirectiveWords words, TextSpan line)
    {
        var resolved = new List<Token>();
        for (var token = words.Take(); token.Kind != TokenKind.End; token = words.Take())
            resolved.Add(token is { Kind: TokenKind.Name, Text: "defined" } ? Defined(words, token) : token);
        var expression = Parser.ParseWords(source, diagnostics, macros.ExpandAll(resolved), line);
        if (expression is null)
            return false;
        // What no macro defines is zero, as in C.
        if (ConstantValue.Of(expression, _ => 0) is { } value)
            return value != 0;
        diagnostics.Report(line, "this condition is not known before the script runs", "use integers, macros, defined() and operators");
        return false;
    }

    private Token Defined(DirectiveWords words, Token place)
    {
        var token = words.Take();
        var parenthesis = token.Kind == TokenKind.OpenParenthesis;
        if (parenthesis)
            token = words.Take();
        if (token.Kind != TokenKind.Name || (parenthesis && words.Take().Kind != TokenKind.CloseParenthesis))
            diagnostics.Report(place.Span, "defined needs a name", "write defined(NAME)");
        return new Token(TokenKind.Integer, place.Span, token.Text is { } name && macros.Defines(name) ? 1UL : 0, "0");
    }
}
