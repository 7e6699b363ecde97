namespace Conformance.Engine.Syntax.Preprocessing;

/// <summary>
/// Between the lexer and the parser: obeys directives and expands macros. Headers are not read: what they would bring is expected from the kernel's own types,
/// and the names of those that the script asked for are kept for messages about names that stay unknown.
/// </summary>
internal sealed class Preprocessor
{
    private readonly SourceText _source;
    private readonly DiagnosticBag _diagnostics;
    private readonly Lexer _lexer;
    private readonly MacroTable _macros;
    private readonly Conditions _conditions;
    private readonly Queue<Token> _made = new();

    /// <summary>Begins at the start of a script.</summary>
    /// <param name="defined">Names that are defined as 1 from the start (<c>BPFTRACE_HAVE_BTF</c>).</param>
    /// <param name="file">What of the text is the script.</param>
    public Preprocessor(SourceText source, DiagnosticBag diagnostics, IEnumerable<string> defined, TextSpan file)
    {
        _source = source;
        _diagnostics = diagnostics;
        _lexer = Lexer.OfFile(source, diagnostics, file);
        _macros = new MacroTable(diagnostics);
        _conditions = new Conditions(source, diagnostics, _macros);
        foreach (var name in defined)
            _macros.Define(new MacroDefinition(name, null, [new Token(TokenKind.Integer, default, 1, "1")]));
    }

    /// <summary>The headers that the script asked for, in order.</summary>
    public List<string> Includes { get; } = [];

    /// <summary>See <see cref="Lexer.Steps"/>.</summary>
    public long Steps => _lexer.Steps;

    /// <summary>The next word.</summary>
    public Token Next()
    {
        while (true)
        {
            if (_made.TryDequeue(out var made))
                return made;
            var token = Plain();
            if (token.Kind != TokenKind.Name || _macros.Find(token, TextOf(token)) is not { } macro)
                return token;
            IReadOnlyList<IReadOnlyList<Token>>? arguments = [];
            if (macro.Parameters is not null)
                arguments = _lexer.CharacterAfter(token) == '(' ? _macros.Arguments(macro, token.Span, Spelled) : null;
            if (arguments is null)
                return token;
            foreach (var word in _macros.Expand(macro, token.Span, arguments))
                _made.Enqueue(word);
        }
    }

    /// <summary>See <see cref="Lexer.CharacterAfter"/>. Behind a word that a macro made nothing is looked at.</summary>
    public char CharacterAfter(Token token) => _made.Count > 0 || token.Text is not null ? '\0' : _lexer.CharacterAfter(token);

    /// <summary>See <see cref="Lexer.ReadAttachPoint"/>.</summary>
    public AttachPoint ReadAttachPoint(int start)
    {
        _made.Clear();
        return _lexer.ReadAttachPoint(start);
    }

    private string TextOf(Token token) => token.Kind == TokenKind.Text ? token.Text! : token.Text ?? _source.Slice(token.Span).ToString();

    private Token Spelled() => Plain() is var token && token.Kind is TokenKind.Text or TokenKind.End ? token : token with { Text = TextOf(token) };

    /// <summary>The next word of the text in parts that are not left out; directives before it are obeyed.</summary>
    private Token Plain()
    {
        while (true)
        {
            var token = _conditions.Active ? _lexer.Next() : _lexer.NextDirective();
            if (token.Kind == TokenKind.Directive)
                Obey(token.Span);
            else
            {
                if (token.Kind == TokenKind.End)
                    _conditions.End();
                return token;
            }
        }
    }

    private void Obey(TextSpan line)
    {
        var words = new DirectiveWords(_source, _diagnostics, new TextSpan(line.Start + 1, line.Length - 1));
        var name = words.Take();
        var directive = name.Kind == TokenKind.Name ? TextOf(name) : "";
        if (_conditions.Obey(directive, line, words) || !_conditions.Active)
            return;
        switch (directive)
        {
            case "define":
                Define(words, line);
                break;
            case "undef":
                if (words.Take() is { Kind: TokenKind.Name } undefined)
                    _macros.Undefine(TextOf(undefined));
                else
                    _diagnostics.Report(line, "#undef needs the name of a macro");
                break;
            case "include":
                Includes.Add(words.Rest);
                break;
            case "error":
                _diagnostics.Report(line, $"the script stops here: {words.Rest}");
                break;
            case "" or "pragma" or "warning" or "line" or "ident":
                break;
            default:
                _diagnostics.Report(name.Span, $"unknown directive '#{directive}'",
                    NearNames.Hint(directive, ["define", "undef", "include", "if", "ifdef", "ifndef", "elif", "else", "endif", "error"]) ?? "comments begin with //");
                break;
        }
    }

    private void Define(DirectiveWords words, TextSpan line)
    {
        var name = words.Take();
        if (name.Kind != TokenKind.Name)
        {
            _diagnostics.Report(line, "#define needs the name of a macro", "write #define NAME value");
            return;
        }
        List<string>? parameters = null;
        // Only a parenthesis without white space before it opens parameters.
        if (words.Peek is { Kind: TokenKind.OpenParenthesis } open && open.Span.Start == name.Span.End)
        {
            parameters = [];
            words.Take();
            while (words.Peek.Kind == TokenKind.Name)
            {
                parameters.Add(TextOf(words.Take()));
                if (words.Peek.Kind != TokenKind.Comma)
                    break;
                words.Take();
            }
            if (words.Take().Kind != TokenKind.CloseParenthesis)
            {
                _diagnostics.Report(line, $"the parameters of '{TextOf(name)}' must be names between commas, and end with )");
                return;
            }
        }
        _macros.Define(new MacroDefinition(TextOf(name), parameters, words.All()));
    }
}
