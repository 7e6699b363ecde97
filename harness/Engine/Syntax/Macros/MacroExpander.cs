namespace Conformance.Engine.Syntax.Macros;

/// <summary>
/// Puts the bodies of the script's macros where they are called. Variables of a body are renamed, so that neither side sees the other's; maps and variables of
/// the caller reach a body through its parameters alone.
/// </summary>
internal sealed class MacroExpander : TreeRewriter
{
    /// <summary>Most calls that one script may expand: a macro that calls another one twice doubles them.</summary>
    private const int MostCalls = 10_000;

    /// <summary>Most nodes that one script's calls may make.</summary>
    private const int MostNodes = 1 << 18;

    private readonly DiagnosticBag _diagnostics;
    private readonly Dictionary<string, List<MacroTree>> _macros = new(StringComparer.Ordinal);
    private readonly List<MacroTree> _active = [];
    private int _calls;
    private int _nodes;
    private bool _told;

    private MacroExpander(ScriptTree script, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        foreach (var macro in script.Macros)
            Define(macro);
    }

    /// <summary>The script without macros. Mistakes are in <paramref name="diagnostics"/>.</summary>
    public static ScriptTree Expand(ScriptTree script, DiagnosticBag diagnostics)
    {
        if (script.Macros.Count == 0)
            return script;
        var expander = new MacroExpander(script, diagnostics);
        return script with
        {
            Macros = [],
            Probes = [.. script.Probes.Select(p => p with { Predicate = p.Predicate is null ? null : expander.Whole(p.Predicate), Body = expander.Whole(p.Body) })],
            Functions = [.. script.Functions.Select(f => f with { Body = expander.Whole(f.Body) })],
        };
    }

    /// <summary>Macros of one name differ in how many arguments they take.</summary>
    private void Define(MacroTree macro)
    {
        if (!_macros.TryGetValue(macro.Name, out var named))
            _macros.Add(macro.Name, named = []);
        if (named.Exists(m => m.Parameters.Count == macro.Parameters.Count))
            _diagnostics.Report(macro.NameSpan, $"there is already a macro '{macro.Name}' that takes {Count(macro.Parameters.Count)}");
        else
            named.Add(macro);
    }

    private static string Count(int arguments) => arguments == 1 ? "1 argument" : $"{arguments} arguments";

    private MacroTree? Find(string name, int arguments) => _macros.TryGetValue(name, out var named) ? named.Find(m => m.Parameters.Count == arguments) ?? named[0] : null;

    private Expression Whole(Expression expression)
    {
        var expanded = Rewrite(expression);
        if (expanded.Height > 2 * Parser.DeepestNesting)
            _diagnostics.Report(expression.Span, "macros make this expression too deep", "split it with a $variable");
        return expanded;
    }

    private BlockStatement Whole(BlockStatement block)
    {
        var expanded = Rewrite(block);
        if (expanded.Height > 2 * Parser.DeepestNesting)
            _diagnostics.Report(block.Span, "macros make this block too deep", "let macros call fewer other macros");
        return expanded;
    }

    protected override Expression Rewrite(Expression expression)
    {
        if (Spent(expression.Span))
            return expression;
        switch (expression)
        {
            case CallExpression call when Find(call.Name, call.Arguments.Count) is { } macro:
                var value = Value(call.Span, Call(macro, call.NameSpan, call.Arguments));
                return value ?? NoValue(macro, call.NameSpan);
            case NameExpression name when Find(name.Name, 0) is { Parameters.Count: 0 } macro:
                return Value(name.Span, Call(macro, name.Span, [])) ?? NoValue(macro, name.Span);
            default:
                return base.Rewrite(expression);
        }
    }

    protected override Statement Rewrite(Statement statement)
    {
        if (Spent(statement.Span))
            return statement;
        var call = (statement as ExpressionStatement)?.Expression;
        var (name, span, arguments) = call switch
        {
            CallExpression c => (c.Name, c.NameSpan, c.Arguments),
            NameExpression n => (n.Name, n.Span, []),
            _ => ("", default, (IReadOnlyList<Expression>)[]),
        };
        if (Find(name, arguments.Count) is not { } macro || (call is NameExpression && macro.Parameters.Count > 0))
            return base.Rewrite(statement);
        if (Call(macro, span, arguments) is not var (statements, value))
            return new BlockStatement(statement.Span, []);
        return new BlockStatement(statement.Span, value is null ? statements : [.. statements, new ExpressionStatement(value.Span, value)]);
    }

    private static Expression? Value(TextSpan span, (List<Statement> Statements, Expression? Value)? body) => body switch
    {
        null => new IntegerExpression(span, 0),
        ({ Count: 0 }, var value) => value,
        (var statements, { } value) => new BlockExpression(span, statements, value),
        _ => null,
    };

    private IntegerExpression NoValue(MacroTree macro, TextSpan span)
    {
        _diagnostics.Report(span, $"the macro '{macro.Name}' has no value", "its value is its last expression, without a semicolon");
        return new IntegerExpression(span, 0);
    }

    /// <summary>The body for one call, or <c>null</c> after a mistake.</summary>
    private (List<Statement> Statements, Expression? Value)? Call(MacroTree macro, TextSpan place, IReadOnlyList<Expression> arguments)
    {
        if (_active.Contains(macro))
            return Refuse(place, $"the macro '{macro.Name}' calls itself: {string.Join(" → ", _active.SkipWhile(m => m != macro).Append(macro).Select(m => m.Name))}");
        if (arguments.Count != macro.Parameters.Count)
            return Refuse(place, $"the macro '{macro.Name}' takes {Counts(macro)}, but here are {arguments.Count}", $"write {macro.Name}({string.Join(", ", macro.Parameters.Select(Printer.Print))})");
        if (++_calls > MostCalls && Spent(place))
            return null;
        var bindings = new Dictionary<string, Expression>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
            if (!Bind(macro, macro.Parameters[i], Rewrite(arguments[i]), bindings))
                return null;
        var body = new MacroBody(macro, bindings, _calls, _diagnostics).Instantiate(out var value);
        _active.Add(macro);
        var statements = Rewrite(body);
        value = value is null ? null : Rewrite(value);
        _active.RemoveAt(_active.Count - 1);
        return (statements, value);
    }

    private string Counts(MacroTree macro) => string.Join(" or ", _macros[macro.Name].Select(m => m.Parameters.Count).Order().Select(Count));

    private bool Bind(MacroTree macro, Expression parameter, Expression argument, Dictionary<string, Expression> bindings)
    {
        var (name, fits, wanted) = parameter switch
        {
            VariableExpression p => (p.Name, argument is VariableExpression, "a $variable"),
            MapExpression p => (p.Name, argument is MapExpression { Keys.Count: 0 }, "a @map without keys"),
            _ => (((NameExpression)parameter).Name, true, ""),
        };
        bindings[name] = argument;
        if (!fits)
            _diagnostics.Report(argument.Span, $"the parameter {name} of the macro '{macro.Name}' takes {wanted}");
        return fits;
    }

    private bool Spent(TextSpan place)
    {
        if (++_nodes <= MostNodes && _calls <= MostCalls)
            return false;
        if (_told)
            return true;
        _told = true;
        _diagnostics.Report(place, "the script's macros make too much code", "a macro that uses another one, or its argument, twice doubles it each time");
        return true;
    }

    private (List<Statement>, Expression?)? Refuse(TextSpan place, string message, string? hint = null)
    {
        _diagnostics.Report(place, message, hint);
        return null;
    }
}
