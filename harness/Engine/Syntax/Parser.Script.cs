namespace Conformance.Engine.Syntax;

public sealed partial class Parser
{
    private readonly List<ProbeTree> _probes = [];
    private readonly List<ImportTree> _imports = [];
    private readonly List<ConfigSetting> _config = [];
    private readonly List<Definition> _definitions = [];
    private readonly List<MapDeclaration> _maps = [];
    private readonly List<MacroTree> _macros = [];
    private readonly List<FunctionTree> _functions = [];

    private ScriptTree Script()
    {
        while (Current.Kind != TokenKind.End && !_diagnostics.Full)
        {
            try
            {
                Item();
            }
            catch (Confusion)
            {
                SkipItem();
            }
        }
        return new ScriptTree(_probes) { Imports = _imports, Config = _config, Definitions = _definitions, Maps = _maps, Macros = _macros, Functions = _functions };
    }

    /// <summary>Goes behind the semicolon, or behind the braces, that belong to the item in which parsing failed.</summary>
    private void SkipItem()
    {
        _depth = 0;
        while (Current.Kind is not (TokenKind.End or TokenKind.OpenBrace or TokenKind.CloseBrace))
            if (Take().Kind == TokenKind.Semicolon)
                return;
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

    private void Item()
    {
        if (TryTake(TokenKind.Semicolon))
            return;
        var word = Current.Kind == TokenKind.Name ? TextOf(Current) : "";
        var next = word.Length > 0 ? CharacterAfterCurrent() : '\0';
        switch (word)
        {
            case var _ when next == ':':
                _probes.Add(Probe());
                break;
            case "config" when next is '=' or '{':
                Config();
                break;
            case "import":
                Import();
                break;
            case "macro":
                _macros.Add(Macro());
                break;
            case "fn":
                _functions.Add(Function());
                break;
            case "let":
                _maps.Add(DeclaredMap());
                break;
            case "struct" or "union" or "enum" or "typedef":
                Definition();
                break;
            default:
                _probes.Add(Probe());
                break;
        }
    }

    private char CharacterAfterCurrent()
    {
        var current = Current;
        if (_tokens.Count == _index + 1)
            return _words!.CharacterAfter(current);
        // Somebody already looked further, after a mistake.
        return Ahead(1).Kind switch { TokenKind.Colon => ':', TokenKind.Equal => '=', TokenKind.OpenBrace => '{', _ => '\0' };
    }

    private ProbeTree Probe()
    {
        var start = Current.Span;
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

    private AttachPoint AttachPoint()
    {
        string? label = null;
        var start = Current.Span;
        if (Current.Kind == TokenKind.Name && CharacterAfterCurrent() == '=')
        {
            label = TextOf(Take());
            Take();
        }
        if (Current.Kind is not (TokenKind.Name or TokenKind.Star))
            throw Fail(Current.Span, $"expected a probe, but here is {Describe(Current)}", "a probe is written fexit:function { statements }");
        var point = _words!.ReadAttachPoint(Current.Span.Start);
        // Stands for the whole attach point, so that the probe's place ends where it ends.
        _tokens.RemoveRange(_index, _tokens.Count - _index);
        _tokens.Add(new Token(TokenKind.Name, point.Span));
        Take();
        return label is null ? point : point with { Span = TextSpan.Join(start, point.Span), Label = label };
    }

    private void Config()
    {
        Take();
        Expect(TokenKind.Equal, "'='", "settings are written config = { max_map_keys = 100; }");
        Expect(TokenKind.OpenBrace, "'{'");
        while (!TryTake(TokenKind.CloseBrace))
        {
            if (TryTake(TokenKind.Semicolon))
                continue;
            var name = Expect(TokenKind.Name, "the name of a setting");
            Expect(TokenKind.Equal, "'='");
            var value = Expression();
            var known = TextOf(name).ToLowerInvariant();
            _config.Add(new ConfigSetting(name.Span, known.StartsWith("bpftrace_", StringComparison.Ordinal) ? known["bpftrace_".Length..] : known, value));
            if (Current.Kind != TokenKind.CloseBrace)
                Expect(TokenKind.Semicolon, "';'", "settings are separated by ;");
        }
    }

    private void Import()
    {
        var start = Take().Span;
        var path = Expect(TokenKind.Text, "the path of a script in quotes", "write import \"path\";");
        _imports.Add(new ImportTree(From(start), path.Text!));
        TryTake(TokenKind.Semicolon);
    }

    private MapDeclaration DeclaredMap()
    {
        var start = Take().Span;
        var name = Expect(TokenKind.Map, "a map", "outside of probes only maps are declared: let @name = hash(100);");
        Expect(TokenKind.Equal, "'='", "a map is declared like this: let @name = hash(100);");
        var kind = Expect(TokenKind.Name, "the kind of the map", "known are hash, lruhash, percpuhash and percpulruhash");
        Expect(TokenKind.OpenParenthesis, "'('", $"write how many entries it holds: {TextOf(kind)}(100)");
        var arguments = List(TokenKind.CloseParenthesis, "')'");
        var declaration = new MapDeclaration(From(start), TextOf(name), kind.Span, TextOf(kind), arguments);
        Expect(TokenKind.Semicolon, "';'");
        return declaration;
    }

    private MacroTree Macro()
    {
        var start = Take().Span;
        var name = Expect(TokenKind.Name, "the name of the macro");
        Expect(TokenKind.OpenParenthesis, "'('", "a macro is written macro name(parameter, $variable, @map) { … }");
        var parameters = new List<Expression>();
        while (Current.Kind != TokenKind.CloseParenthesis)
        {
            var parameter = Take();
            parameters.Add(parameter.Kind switch
            {
                TokenKind.Name => new NameExpression(parameter.Span, TextOf(parameter)),
                TokenKind.Variable => new VariableExpression(parameter.Span, TextOf(parameter)),
                TokenKind.Map => new MapExpression(parameter.Span, TextOf(parameter), []),
                _ => throw Fail(parameter.Span, $"expected a parameter, but here is {Describe(parameter)}", "parameters are written name, $variable or @map"),
            });
            if (!TryTake(TokenKind.Comma))
                break;
        }
        Expect(TokenKind.CloseParenthesis, "')'");
        var body = Block(out var value);
        return new MacroTree(From(start), TextOf(name), name.Span, parameters, body, value);
    }

    private FunctionTree Function()
    {
        var start = Take().Span;
        var name = Expect(TokenKind.Name, "the name of the function");
        Expect(TokenKind.OpenParenthesis, "'('", "a function is written fn name($x: int64): int64 { … }");
        var parameters = new List<ParameterTree>();
        while (Current.Kind != TokenKind.CloseParenthesis)
        {
            var variable = Expect(TokenKind.Variable, "a parameter", "parameters are written $x: int64");
            Expect(TokenKind.Colon, "':' and the type of the parameter");
            parameters.Add(new ParameterTree(new VariableExpression(variable.Span, TextOf(variable)), Type()));
            if (!TryTake(TokenKind.Comma))
                break;
        }
        Expect(TokenKind.CloseParenthesis, "')'");
        Expect(TokenKind.Colon, "':' and the type of the result", "a function without a result is written fn name(): void { … }");
        var result = Type();
        var body = Block();
        return new FunctionTree(From(start), TextOf(name), name.Span, parameters, result, body);
    }
}
