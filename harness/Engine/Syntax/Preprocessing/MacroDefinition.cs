namespace Conformance.Engine.Syntax.Preprocessing;

/// <summary>A macro of the preprocessor.</summary>
/// <param name="Parameters">Names of its parameters; <c>null</c> for a macro without parentheses.</param>
/// <param name="Body">Its words; each carries its spelling.</param>
internal sealed record MacroDefinition(string Name, IReadOnlyList<string>? Parameters, IReadOnlyList<Token> Body)
{
    /// <summary>
    /// Whether the body is an expression with operators of its own. bpftrace puts a macro's value into the script as one expression, so <c>#define N 1 + 2</c>
    /// makes <c>N * 2</c> six; C would make it five.
    /// </summary>
    public bool IsWholeExpression { get; } = Parameters is null && HoldsOperators(Body);

    private static bool HoldsOperators(IReadOnlyList<Token> body)
    {
        if (body.Count < 2 || !EndsOperand(body[^1].Kind) || body[0].Text is "struct" or "union" or "enum" or "const" or "unsigned" or "signed")
            return false;
        var (depth, found) = (0, false);
        for (var i = 0; i < body.Count; i++)
        {
            var kind = body[i].Kind;
            depth += kind is TokenKind.OpenParenthesis or TokenKind.OpenBracket ? 1 : kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket ? -1 : 0;
            if (depth < 0 || (depth == 0 && kind is TokenKind.Comma or TokenKind.Semicolon or TokenKind.OpenBrace or TokenKind.CloseBrace or TokenKind.Equal))
                return false;
            found |= depth == 0 && i > 0 && (kind == TokenKind.Question || Operators.Binary(kind) is not null);
        }
        return found && depth == 0;
    }

    private static bool EndsOperand(TokenKind kind) =>
        kind is TokenKind.Name or TokenKind.Integer or TokenKind.Text or TokenKind.Variable or TokenKind.Map or TokenKind.Parameter or TokenKind.ParameterCount
            or TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.PlusPlus or TokenKind.MinusMinus;
}
