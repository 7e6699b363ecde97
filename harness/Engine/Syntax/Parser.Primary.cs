namespace Conformance.Engine.Syntax;

public sealed partial class Parser
{
    private static bool BeginsOperand(TokenKind kind) =>
        kind is TokenKind.Name or TokenKind.Integer or TokenKind.Variable or TokenKind.Map or TokenKind.Text or TokenKind.Parameter or TokenKind.ParameterCount
            or TokenKind.Exclamation or TokenKind.Tilde or TokenKind.OpenParenthesis;

    private Expression Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Integer:
                return new IntegerExpression(Take().Span, token.Value);
            case TokenKind.Text:
                return new TextExpression(Take().Span, token.Text!);
            case TokenKind.Variable:
                return new VariableExpression(Take().Span, TextOf(token));
            case TokenKind.Parameter:
                return new ParameterExpression(Take().Span, (int)token.Value);
            case TokenKind.ParameterCount:
                return new ParameterCountExpression(Take().Span);
            case TokenKind.Map:
                Take();
                var keys = TryTake(TokenKind.OpenBracket) ? List(TokenKind.CloseBracket, "']'") : [];
                if (keys.Count == 0 && _tokens[_index - 1].Kind == TokenKind.CloseBracket)
                    throw Fail(From(token.Span), "a map's brackets need a key", $"write {TextOf(token)}[tid], or {TextOf(token)} without brackets");
                return Limit(new MapExpression(From(token.Span), TextOf(token), keys));
            case TokenKind.Name:
                return Named();
            case TokenKind.OpenParenthesis:
                return Parenthesized();
            case TokenKind.OpenBrace:
                return BlockValue();
            default:
                throw Fail(token.Span, $"expected an expression, but here is {Describe(token)}");
        }
    }

    private Expression Named()
    {
        var token = Take();
        var name = TextOf(token);
        if (name == "if" && Current.Kind == TokenKind.OpenParenthesis)
            return IfValue(token);
        if (!TryTake(TokenKind.OpenParenthesis))
            return new NameExpression(token.Span, name);
        switch (name)
        {
            case "sizeof":
                var measured = TypeOrOperand();
                Expect(TokenKind.CloseParenthesis, "')'");
                return Limit(new SizeOfExpression(From(token.Span), measured));
            case "typeinfo":
                var asked = TypeOrOperand();
                Expect(TokenKind.CloseParenthesis, "')'");
                return Limit(new TypeInfoExpression(From(token.Span), asked));
            case "offsetof":
                return OffsetOf(token);
            case "container_of":
                return ContainerOf(token);
            default:
                var arguments = List(TokenKind.CloseParenthesis, "')'");
                return Limit(new CallExpression(From(token.Span), name, token.Span, arguments));
        }
    }

    /// <summary><c>container_of(pointer, type, member)</c>: the pointer less the member's offset, as a pointer to the type.</summary>
    private Expression ContainerOf(Token start)
    {
        var pointer = Expression();
        Expect(TokenKind.Comma, "',' and the type", "write container_of(pointer, struct name, member)");
        // A lone name can only be a type here.
        TypeName type = Current.Kind == TokenKind.Name && Ahead(1).Kind == TokenKind.Comma ? new NamedType(Current.Span, TextOf(Take())) : Type();
        Expect(TokenKind.Comma, "',' and the name of a member", "write container_of(pointer, struct name, member)");
        var (path, first) = (new List<string>(), Current.Span);
        do
        {
            path.Add(TextOf(Expect(TokenKind.Name, "the name of a member")));
        }
        while (TryTake(TokenKind.Dot));
        var member = From(first);
        Expect(TokenKind.CloseParenthesis, "')'");
        var span = From(start.Span);
        var address = new CastExpression(pointer.Span, new NamedType(pointer.Span, "uint64"), pointer);
        var distance = new BinaryExpression(span, BinaryOperator.Subtract, address, new OffsetOfExpression(member, type, path, member));
        return Limit(new CastExpression(span, new PointerType(type.Span, type), distance));
    }

    private Expression OffsetOf(Token start)
    {
        var type = TypeOrOperand();
        Expect(TokenKind.Comma, "',' and the name of a member", "write offsetof(struct name, member)");
        var path = new List<string>();
        var first = Current.Span;
        do
        {
            path.Add(TextOf(Expect(TokenKind.Name, "the name of a member")));
        }
        while (TryTake(TokenKind.Dot));
        var span = From(first);
        Expect(TokenKind.CloseParenthesis, "')'");
        return Limit(new OffsetOfExpression(From(start.Span), type, path, span));
    }

    /// <summary>Grouping, a tuple, or a record. Casts were recognized before.</summary>
    private Expression Parenthesized()
    {
        var start = Take().Span;
        if (TryTake(TokenKind.CloseParenthesis))
            return new TupleExpression(From(start), []);
        if (Current.Kind == TokenKind.Name && Ahead(1).Kind == TokenKind.Equal)
            return Record(start);
        var first = Expression();
        if (TryTake(TokenKind.CloseParenthesis))
            return first;
        if (Current.Kind != TokenKind.Comma)
            throw Fail(Current.Span, $"expected ')', but here is {Describe(Current)}");
        var items = new List<Expression> { first };
        while (TryTake(TokenKind.Comma) && Current.Kind != TokenKind.CloseParenthesis)
            items.Add(Expression());
        Expect(TokenKind.CloseParenthesis, "')'");
        return Limit(new TupleExpression(From(start), items));
    }

    private Expression Record(TextSpan start)
    {
        var fields = new List<RecordField>();
        do
        {
            var name = Expect(TokenKind.Name, "the name of a field", "a record is written (x = 1, y = 2)");
            Expect(TokenKind.Equal, "'='", "a record is written (x = 1, y = 2)");
            fields.Add(new RecordField(name.Span, TextOf(name), Expression()));
        }
        while (TryTake(TokenKind.Comma) && Current.Kind != TokenKind.CloseParenthesis);
        Expect(TokenKind.CloseParenthesis, "')'");
        return Limit(new RecordExpression(From(start), fields));
    }

    private Expression BlockValue()
    {
        var start = Current.Span;
        var before = _diagnostics.Count;
        var block = Block(out var value);
        if (value is null && _diagnostics.Count > before)
            throw new Confusion();
        if (value is null)
            throw Fail(start, "this block has no value", "the value is the last expression, without a semicolon: { $x = 1; $x + 1 }");
        return Limit(new BlockExpression(From(start), block.Statements, value));
    }

    /// <summary><c>if (c) { a } else { b }</c> as a value: both sides must have one.</summary>
    private Expression IfValue(Token start)
    {
        Enter(start.Span, "expressions");
        var condition = Expression();
        var then = BlockValue();
        if (!TryTakeWord("else"))
            throw Fail(Current.Span, $"expected 'else', but here is {Describe(Current)}", "an if that is used as a value needs both sides");
        var otherwise = IsWord(Current, "if") ? IfValue(Take()) : BlockValue();
        _depth--;
        return Limit(new ConditionalExpression(From(start.Span), condition, then, otherwise));
    }
}
