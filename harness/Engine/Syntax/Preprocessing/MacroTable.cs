namespace Conformance.Engine.Syntax.Preprocessing;

/// <summary>The macros that are defined at one place of the script, and their expansion.</summary>
internal sealed class MacroTable(DiagnosticBag diagnostics)
{
    /// <summary>Most words that all expansions of a script may make together: no script needs as many, and each line of a bomb doubles them.</summary>
    private const int MostWords = 1 << 18;

    /// <summary>Deepest nesting of macros that use macros.</summary>
    private const int Deepest = 64;

    private readonly Dictionary<string, MacroDefinition> _macros = new(StringComparer.Ordinal);
    private readonly List<string> _active = [];
    private int _words;

    /// <summary>Whether a macro of that name is defined.</summary>
    public bool Defines(string name) => _macros.ContainsKey(name);

    /// <summary>Defines a macro, or replaces it.</summary>
    public void Define(MacroDefinition macro) => _macros[macro.Name] = macro;

    /// <summary>Forgets a macro, if there is one.</summary>
    public void Undefine(string name) => _macros.Remove(name);

    /// <summary>The macro that this word means and that is not being expanded already.</summary>
    public MacroDefinition? Find(Token token, string spelling) =>
        token.Kind == TokenKind.Name && _macros.TryGetValue(spelling, out var macro) && !_active.Contains(macro.Name) ? macro : null;

    /// <summary>The words that a macro makes. Each stands at the place of its use, so that mistakes in them are shown there.</summary>
    public List<Token> Expand(MacroDefinition macro, TextSpan place, IReadOnlyList<IReadOnlyList<Token>> arguments)
    {
        var output = new List<Token>();
        if (_active.Count >= Deepest)
        {
            diagnostics.Report(place, $"macros are nested more than {Deepest} deep");
            return output;
        }
        var expanded = arguments.Select(argument => ExpandAll(argument, place)).ToList();
        _active.Add(macro.Name);
        var body = macro.Parameters is { Count: > 0 } parameters ? Substitute(macro, parameters, expanded) : macro.Body;
        if (macro.IsWholeExpression)
            output.Add(new Token(TokenKind.OpenParenthesis, place, 0, "("));
        output.AddRange(ExpandAll(body, place));
        if (macro.IsWholeExpression)
            output.Add(new Token(TokenKind.CloseParenthesis, place, 0, ")"));
        _active.RemoveAt(_active.Count - 1);
        return output;
    }

    private static List<Token> Substitute(MacroDefinition macro, IReadOnlyList<string> parameters, List<List<Token>> arguments)
    {
        var body = new List<Token>();
        foreach (var token in macro.Body)
        {
            var index = token.Kind == TokenKind.Name ? IndexOf(parameters, token.Text) : -1;
            if (index >= 0)
                body.AddRange(arguments[index]);
            else
                body.Add(token);
        }
        return body;
    }

    private static int IndexOf(IReadOnlyList<string> names, string? name)
    {
        for (var i = 0; i < names.Count; i++)
            if (names[i] == name)
                return i;
        return -1;
    }

    /// <summary>Expands what already stands in a list of words.</summary>
    public List<Token> ExpandAll(IReadOnlyList<Token> words, TextSpan? place = null)
    {
        var output = new List<Token>();
        for (var i = 0; i < words.Count && !Spent(words[i].Span); i++)
        {
            var token = place is { } span ? words[i] with { Span = span } : words[i];
            if (Find(token, token.Text ?? "") is not { } macro)
            {
                output.Add(token);
                continue;
            }
            if (macro.Parameters is null)
            {
                output.AddRange(Expand(macro, token.Span, []));
                continue;
            }
            var at = i + 1;
            var arguments = Arguments(macro, token.Span, () => at < words.Count ? words[at++] : default);
            if (arguments is null)
                output.Add(token);
            else
                output.AddRange(Expand(macro, token.Span, arguments));
            i = arguments is null ? i : at - 1;
        }
        return output;
    }

    /// <summary>
    /// Reads the arguments of a macro with parameters, from the parenthesis on; <c>null</c> if none opens (then the name is a plain word) or a mistake was reported.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<Token>>? Arguments(MacroDefinition macro, TextSpan place, Func<Token> next)
    {
        if (next().Kind != TokenKind.OpenParenthesis)
            return null;
        var arguments = new List<List<Token>> { new() };
        for (var depth = 1; depth > 0;)
        {
            var token = next();
            if (token.Kind == TokenKind.End || Spent(place))
            {
                diagnostics.Report(place, $"the arguments of '{macro.Name}' never end", "close them with )");
                return null;
            }
            depth += token.Kind == TokenKind.OpenParenthesis ? 1 : token.Kind == TokenKind.CloseParenthesis ? -1 : 0;
            if (depth == 1 && token.Kind == TokenKind.Comma)
                arguments.Add([]);
            else if (depth > 0)
                arguments[^1].Add(token);
        }
        var count = arguments is [{ Count: 0 }] ? 0 : arguments.Count;
        if (count == macro.Parameters!.Count || (count == 0 && macro.Parameters.Count == 1))
            return arguments;
        diagnostics.Report(place, $"the macro '{macro.Name}' takes {macro.Parameters.Count} arguments, but here are {count}");
        return null;
    }

    private bool Spent(TextSpan place)
    {
        if (++_words <= MostWords)
            return false;
        diagnostics.Report(place, $"the script's macros make more than {MostWords} words", "a macro that uses another one twice doubles it each time");
        return true;
    }
}
