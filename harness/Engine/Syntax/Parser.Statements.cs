namespace Conformance.Engine.Syntax;

public sealed partial class Parser
{
    private BlockStatement Block()
    {
        var start = Expect(TokenKind.OpenBrace, "'{'").Span;
        if (++_depth > DeepestNesting)
            throw Fail(start, $"blocks are nested more than {DeepestNesting} deep");
        var statements = new List<Statement>();
        while (Current.Kind is not (TokenKind.CloseBrace or TokenKind.End) && !_diagnostics.Full)
        {
            if (TryTake(TokenKind.Semicolon))
                continue;
            var depth = _depth;
            try
            {
                statements.Add(Statement());
            }
            catch (Confusion) when (_depth < DeepestNesting)
            {
                _depth = depth;
                SkipStatement();
            }
        }
        if (Current.Kind != TokenKind.CloseBrace && !_diagnostics.Full)
            _diagnostics.Report(start, "this block never ends", "close it with }");
        TryTake(TokenKind.CloseBrace);
        _depth--;
        return new BlockStatement(From(start), statements);
    }

    /// <summary>Goes behind the semicolon that ends the statement in which parsing failed, or before the brace that ends its block.</summary>
    private void SkipStatement()
    {
        var open = 0;
        while (Current.Kind != TokenKind.End)
        {
            if (Current.Kind == TokenKind.CloseBrace && open-- == 0)
                return;
            if (Current.Kind == TokenKind.OpenBrace)
                open++;
            if (Take().Kind == TokenKind.Semicolon && open == 0)
                return;
        }
    }

    private Statement Statement()
    {
        var start = Current;
        if (start.Kind == TokenKind.OpenBrace)
            return Block();
        if (IsWord(start, "if"))
            return If();
        if (IsWord(start, "return"))
        {
            Take();
            EndOfStatement();
            return new ReturnStatement(start.Span);
        }
        foreach (var unsupported in (ReadOnlySpan<string>)["while", "for", "unroll", "break", "continue"])
            if (IsWord(start, unsupported))
                throw Fail(start.Span, $"'{unsupported}' is not supported");
        return Simple();
    }

    private IfStatement If()
    {
        var start = Take().Span;
        if (++_depth > DeepestNesting)
            throw Fail(start, $"blocks are nested more than {DeepestNesting} deep");
        var condition = Expression();
        var then = Block();
        Statement? otherwise = null;
        if (IsWord(Current, "else"))
        {
            Take();
            otherwise = IsWord(Current, "if") ? If() : Block();
        }
        _depth--;
        return new IfStatement(From(start), condition, then, otherwise);
    }

    private Statement Simple()
    {
        var start = Current.Span;
        var declares = IsWord(Current, "let") && Ahead(1).Kind == TokenKind.Variable;
        if (declares)
            Take();
        var expression = Expression();
        var compound = Operators.Compound(Current.Kind);
        if (compound is null && Current.Kind != TokenKind.Equal)
        {
            if (declares)
                throw Fail(Current.Span, "a variable declared with 'let' needs its first value", "write let $x = 0");
            EndOfStatement();
            return new ExpressionStatement(expression.Span, expression);
        }
        if (expression is not (VariableExpression or MapExpression))
            throw Fail(expression.Span, "this cannot be assigned to", "only $variables and @maps can");
        Take();
        var value = Expression();
        var span = From(start);
        EndOfStatement();
        return new AssignmentStatement(span, expression, compound, value, declares);
    }

    private void EndOfStatement()
    {
        if (Current.Kind == TokenKind.CloseBrace || TryTake(TokenKind.Semicolon))
            return;
        var previous = _tokens[_index - 1].Span;
        throw Fail(Current.Span, $"expected ';', but here is {Describe(Current)}", previous.End < Current.Span.Start ? "statements are separated by ;" : null);
    }
}
