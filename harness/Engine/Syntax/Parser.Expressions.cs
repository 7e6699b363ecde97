namespace Conformance.Engine.Syntax;

public sealed partial class Parser
{
    private static readonly string[] IntegerTypes = ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64"];

    private Expression Expression(bool inPredicate = false)
    {
        if (++_depth > DeepestNesting)
            throw Fail(Current.Span, $"expressions are nested more than {DeepestNesting} deep");
        var condition = Binary(1, inPredicate);
        if (TryTake(TokenKind.Question))
        {
            var then = Expression();
            Expect(TokenKind.Colon, "':' of the conditional expression");
            var otherwise = Expression(inPredicate);
            condition = Limit(new ConditionalExpression(TextSpan.Join(condition.Span, otherwise.Span), condition, then, otherwise));
        }
        _depth--;
        return condition;
    }

    private Expression Limit(Expression expression) =>
        expression.Height <= DeepestNesting ? expression : throw Fail(expression.Span, $"expressions are nested more than {DeepestNesting} deep", "split it with a $variable");

    private Expression Binary(int loosest, bool inPredicate)
    {
        var left = Unary();
        while (Operators.Binary(Current.Kind) is { } op && op.Precedence() >= loosest)
        {
            // In /predicate/ { … } the slash before the brace ends the predicate.
            if (inPredicate && Current.Kind == TokenKind.Slash && Ahead(1).Kind == TokenKind.OpenBrace)
                break;
            Take();
            var right = Binary(op.Precedence() + 1, inPredicate);
            left = Limit(new BinaryExpression(TextSpan.Join(left.Span, right.Span), op, left, right));
        }
        return left;
    }

    private Expression Unary()
    {
        var start = Current;
        UnaryOperator? op = start.Kind switch
        {
            TokenKind.Exclamation => UnaryOperator.Not,
            TokenKind.Tilde => UnaryOperator.Complement,
            TokenKind.Minus => UnaryOperator.Negate,
            TokenKind.Plus => UnaryOperator.Plus,
            _ => null,
        };
        var increments = start.Kind is TokenKind.PlusPlus or TokenKind.MinusMinus;
        var casts = start.Kind == TokenKind.OpenParenthesis && Ahead(1).Kind == TokenKind.Name && Ahead(2).Kind == TokenKind.CloseParenthesis
            && TypeName(Ahead(1)) is not null;
        if (op is null && !increments && !casts)
            return Postfix();
        if (++_depth > DeepestNesting)
            throw Fail(start.Span, $"expressions are nested more than {DeepestNesting} deep");
        Take();
        Expression result;
        if (casts)
        {
            var type = TypeName(Take())!;
            Take();
            var operand = Unary();
            result = new CastExpression(TextSpan.Join(start.Span, operand.Span), type, operand);
        }
        else
        {
            var operand = Unary();
            var span = TextSpan.Join(start.Span, operand.Span);
            result = op is { } known
                ? new UnaryExpression(span, known, operand)
                : new IncrementExpression(span, Assignable(operand), start.Kind == TokenKind.PlusPlus ? 1 : -1, true);
        }
        _depth--;
        return Limit(result);
    }

    /// <summary>The name of an integer type, C's <c>_t</c> taken away; <c>null</c> if the word is none.</summary>
    private string? TypeName(Token token)
    {
        var word = _source.Slice(token.Span);
        if (word.EndsWith("_t"))
            word = word[..^2];
        foreach (var type in IntegerTypes)
            if (word.SequenceEqual(type))
                return type;
        return null;
    }

    private Expression Assignable(Expression expression) =>
        expression is VariableExpression or MapExpression ? expression : throw Fail(expression.Span, "this cannot be counted up or down", "only $variables and @maps can");

    private Expression Postfix()
    {
        var expression = Primary();
        while (true)
        {
            if (Current.Kind is TokenKind.Dot or TokenKind.Arrow)
            {
                Take();
                var name = Expect(TokenKind.Name, "the name of a member");
                expression = Limit(new MemberExpression(From(expression.Span), expression, TextOf(name), name.Span));
            }
            else if (Current.Kind is TokenKind.PlusPlus or TokenKind.MinusMinus)
            {
                var delta = Take().Kind == TokenKind.PlusPlus ? 1 : -1;
                expression = Limit(new IncrementExpression(From(expression.Span), Assignable(expression), delta, false));
            }
            else if (Current.Kind == TokenKind.OpenBracket)
            {
                throw Fail(Current.Span, "array access is not supported here", "only maps take keys: @name[key]");
            }
            else
            {
                return expression;
            }
        }
    }

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
            case TokenKind.Map:
                Take();
                var keys = TryTake(TokenKind.OpenBracket) ? List(TokenKind.CloseBracket, "']'") : [];
                if (keys.Count == 0 && _tokens[_index - 1].Kind == TokenKind.CloseBracket)
                    throw Fail(From(token.Span), "a map's brackets need a key", $"write {TextOf(token)}[tid], or {TextOf(token)} without brackets");
                return Limit(new MapExpression(From(token.Span), TextOf(token), keys));
            case TokenKind.Name:
                Take();
                if (!TryTake(TokenKind.OpenParenthesis))
                    return new NameExpression(token.Span, TextOf(token));
                var arguments = List(TokenKind.CloseParenthesis, "')'");
                return Limit(new CallExpression(From(token.Span), TextOf(token), token.Span, arguments));
            case TokenKind.OpenParenthesis:
                Take();
                var inner = Expression();
                Expect(TokenKind.CloseParenthesis, "')'");
                return inner;
            case TokenKind.Star or TokenKind.Ampersand:
                throw Fail(token.Span, "pointers cannot be followed or taken here: '*' and '&' before an operand are not supported");
            default:
                throw Fail(token.Span, $"expected an expression, but here is {Describe(token)}");
        }
    }

    private List<Expression> List(TokenKind close, string what)
    {
        var items = new List<Expression>();
        if (TryTake(close))
            return items;
        do
        {
            items.Add(Expression());
        }
        while (TryTake(TokenKind.Comma));
        Expect(close, what);
        return items;
    }
}
