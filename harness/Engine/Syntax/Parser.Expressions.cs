namespace Conformance.Engine.Syntax;

public sealed partial class Parser
{
    private Expression Expression(bool inPredicate = false)
    {
        Enter(Current.Span, "expressions");
        var condition = Binary(1, inPredicate);
        if (TryTake(TokenKind.Question))
        {
            if (TryTake(TokenKind.Colon))
            {
                var fallback = Expression(inPredicate);
                condition = Limit(new FallbackExpression(TextSpan.Join(condition.Span, fallback.Span), condition, fallback));
            }
            else
            {
                var then = Expression();
                Expect(TokenKind.Colon, "':' of the conditional expression");
                var otherwise = Expression(inPredicate);
                condition = Limit(new ConditionalExpression(TextSpan.Join(condition.Span, otherwise.Span), condition, then, otherwise));
            }
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
        var op = Operators.Unary(start.Kind);
        var increments = start.Kind is TokenKind.PlusPlus or TokenKind.MinusMinus;
        var casts = start.Kind == TokenKind.OpenParenthesis && IsCast();
        var compileTime = IsWord(start, "comptime") && BeginsOperand(Ahead(1).Kind);
        if (op is null && !increments && !casts && !compileTime)
            return Postfix();
        Enter(start.Span, "expressions");
        Take();
        Expression result;
        if (casts)
        {
            var type = Type();
            Expect(TokenKind.CloseParenthesis, "')' behind the type");
            var operand = Unary();
            result = new CastExpression(TextSpan.Join(start.Span, operand.Span), type, operand);
        }
        else
        {
            var operand = Unary();
            var span = TextSpan.Join(start.Span, operand.Span);
            result = op is { } known ? new UnaryExpression(span, known, operand)
                : compileTime ? new CompileTimeExpression(span, operand)
                : new IncrementExpression(span, Assignable(operand), start.Kind == TokenKind.PlusPlus ? 1 : -1, true);
        }
        _depth--;
        return Limit(result);
    }

    private Expression Assignable(Expression expression) =>
        expression is VariableExpression or MapExpression ? expression : throw Fail(expression.Span, "this cannot be counted up or down", "only $variables and @maps can");

    private Expression Postfix()
    {
        var expression = Primary();
        while (true)
        {
            switch (Current.Kind)
            {
                case TokenKind.Dot or TokenKind.Arrow:
                    Take();
                    expression = Limit(Member(expression));
                    break;
                case TokenKind.PlusPlus or TokenKind.MinusMinus:
                    var delta = Take().Kind == TokenKind.PlusPlus ? 1 : -1;
                    expression = Limit(new IncrementExpression(From(expression.Span), Assignable(expression), delta, false));
                    break;
                case TokenKind.OpenBracket:
                    Take();
                    var index = Expression();
                    Expect(TokenKind.CloseBracket, "']'");
                    expression = Limit(new IndexExpression(From(expression.Span), expression, index));
                    break;
                default:
                    return expression;
            }
        }
    }

    private Expression Member(Expression parent)
    {
        var token = Current;
        if (token.Kind != TokenKind.Integer)
        {
            var name = Expect(TokenKind.Name, "the name of a member");
            return new MemberExpression(From(parent.Span), parent, TextOf(name), name.Span);
        }
        Take();
        // The number must be what its digits say: neither octal nor a duration.
        return TextOf(token).All(char.IsAsciiDigit) && token.Value <= 255
            ? new TupleItemExpression(From(parent.Span), parent, (int)token.Value, token.Span)
            : throw Fail(token.Span, "this is no part of a tuple", "parts are numbered .0, .1, .2, …");
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
        while (TryTake(TokenKind.Comma) && Current.Kind != close);
        Expect(close, what);
        return items;
    }
}
