namespace Conformance.Engine.Syntax.Macros;

/// <summary>A macro's body for one call: parameters replaced by arguments, its own variables renamed to what no script can write.</summary>
internal sealed class MacroBody(MacroTree macro, Dictionary<string, Expression> bindings, int call, DiagnosticBag diagnostics) : TreeRewriter
{
    /// <summary>The statements, and the value if the macro has one.</summary>
    public List<Statement> Instantiate(out Expression? value)
    {
        var statements = Rewrite(macro.Body.Statements);
        value = macro.Value is null ? null : Rewrite(macro.Value);
        return statements;
    }

    protected override Expression Rewrite(Expression expression)
    {
        switch (expression)
        {
            case NameExpression name when bindings.TryGetValue(name.Name, out var argument):
                return argument;
            case VariableExpression variable:
                return bindings.TryGetValue(variable.Name, out var bound) ? bound : new VariableExpression(variable.Span, $"{variable.Name}'{call}");
            case MapExpression map:
                var rewritten = (MapExpression)base.Rewrite(map);
                if (bindings.TryGetValue(map.Name, out var target))
                    return new MapExpression(map.Span, ((MapExpression)target).Name, rewritten.Keys);
                diagnostics.Report(map.Span, $"the macro '{macro.Name}' uses {map.Name}, which is none of its parameters", $"write macro {macro.Name}({map.Name}, …)");
                return rewritten;
            default:
                return base.Rewrite(expression);
        }
    }
}
