namespace Conformance.Engine.Syntax;

public sealed partial class Parser
{
    private BlockStatement Block()
    {
        var start = Current.Span;
        var statements = Statements(out _);
        return new BlockStatement(From(start), statements);
    }

    /// <summary>A block that may have a value: its last expression, if no semicolon follows it.</summary>
    private BlockStatement Block(out Expression? value)
    {
        var start = Current.Span;
        var statements = Statements(out value);
        if (value is not null)
            statements.RemoveAt(statements.Count - 1);
        return new BlockStatement(From(start), statements);
    }

    private List<Statement> Statements(out Expression? value)
    {
        value = null;
        var start = Expect(TokenKind.OpenBrace, "'{'").Span;
        Enter(start, "blocks");
        var statements = new List<Statement>();
        while (Current.Kind is not (TokenKind.CloseBrace or TokenKind.End) && !_diagnostics.Full)
        {
            if (TryTake(TokenKind.Semicolon))
                continue;
            var depth = _depth;
            try
            {
                statements.Add(Statement());
                value = statements[^1] is ExpressionStatement { Expression: var last } && _tokens[_index - 1].Kind != TokenKind.Semicolon ? last : null;
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
        return statements;
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
        if (start.Kind != TokenKind.Name)
            return Simple();
        switch (TextOf(start))
        {
            case "if":
                return If();
            case "while":
                return While();
            case "for":
                return For();
            case "unroll":
                return Unroll();
            case "break":
                return Jump(new BreakStatement(Take().Span));
            case "continue":
                return Jump(new ContinueStatement(Take().Span));
            case "return":
                Take();
                var value = Current.Kind is TokenKind.Semicolon or TokenKind.CloseBrace ? null : Expression();
                return Jump(new ReturnStatement(From(start.Span), value));
            case "let" when Ahead(1).Kind == TokenKind.Variable:
                return Let();
            case "_" when Ahead(1).Kind == TokenKind.Equal:
                Take();
                Take();
                var dropped = Expression();
                return Jump(new DiscardStatement(From(start.Span), dropped));
            default:
                return Simple();
        }
    }

    private Statement Jump(Statement statement)
    {
        EndOfStatement();
        return statement;
    }

    private IfStatement If()
    {
        var start = Take().Span;
        Enter(start, "blocks");
        var condition = Expression();
        var then = Block();
        Statement? otherwise = null;
        if (TryTakeWord("else"))
            otherwise = IsWord(Current, "if") ? If() : Block();
        _depth--;
        return new IfStatement(From(start), condition, then, otherwise);
    }

    private WhileStatement While()
    {
        var start = Take().Span;
        var condition = Expression();
        var body = Block();
        return new WhileStatement(From(start), condition, body);
    }

    private Statement For()
    {
        var start = Take().Span;
        const string hint = "loops are written for ($kv : @map) { … } and for ($i : 0..10) { … }";
        var parentheses = TryTake(TokenKind.OpenParenthesis);
        var name = Expect(TokenKind.Variable, "the variable of the loop", hint);
        var variable = new VariableExpression(name.Span, TextOf(name));
        Expect(TokenKind.Colon, "':'", hint);
        var source = Expression();
        var end = TryTake(TokenKind.DotDot) ? Expression() : null;
        if (parentheses)
            Expect(TokenKind.CloseParenthesis, "')'", hint);
        var body = Block();
        return end is null ? new ForEachStatement(From(start), variable, source, body) : new ForRangeStatement(From(start), variable, source, end, body);
    }

    private UnrollStatement Unroll()
    {
        var start = Take().Span;
        var count = Expression();
        var body = Block();
        return new UnrollStatement(From(start), count, body);
    }

    private Statement Let()
    {
        var start = Take().Span;
        var name = Take();
        var variable = new VariableExpression(name.Span, TextOf(name));
        var type = TryTake(TokenKind.Colon) ? Type() : null;
        if (!TryTake(TokenKind.Equal))
            return Jump(new DeclarationStatement(From(start), variable, type));
        var value = Expression();
        return Jump(new AssignmentStatement(From(start), variable, null, value, true) { Type = type });
    }

    private Statement Simple()
    {
        var start = Current.Span;
        var expression = Expression();
        var compound = Operators.Compound(Current.Kind);
        if (compound is null && Current.Kind != TokenKind.Equal)
            return Jump(new ExpressionStatement(expression.Span, expression));
        if (expression is TupleItemExpression)
            throw Fail(expression.Span, "a tuple cannot be changed", "make a new tuple and assign that");
        if (expression is not (VariableExpression or MapExpression))
            throw Fail(expression.Span, "this cannot be assigned to", "only $variables and @maps can");
        Take();
        var value = Expression();
        return Jump(new AssignmentStatement(From(start), expression, compound, value, false));
    }

    private void EndOfStatement()
    {
        if (Current.Kind == TokenKind.CloseBrace || TryTake(TokenKind.Semicolon))
            return;
        var previous = _tokens[_index - 1].Span;
        throw Fail(Current.Span, $"expected ';', but here is {Describe(Current)}", previous.End < Current.Span.Start ? "statements are separated by ;" : null);
    }
}
