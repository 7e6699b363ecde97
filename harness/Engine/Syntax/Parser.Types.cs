namespace Conformance.Engine.Syntax;

public sealed partial class Parser
{
    private static readonly string[] Tags = ["struct", "union", "enum"];

    private ReadOnlySpan<char> Word(Token token) => token.Kind != TokenKind.Name ? default : token.Text ?? _source.Slice(token.Span);

    private bool IsTag(Token token) => Word(token) is "struct" or "union" or "enum";

    private bool IsKnownType(Token token) => Word(token) is var word && (CTypeWords.Known(word) is not null || CTypeWords.IsIntegerPart(word) || CTypeWords.IsQualifier(word));

    /// <summary>
    /// Whether the parenthesis here opens a cast. A name that is no type everywhere (<c>(pid_t)x</c>) makes a cast if a star or brackets follow it, or if what
    /// comes behind the parenthesis can only be an operand.
    /// </summary>
    private bool IsCast()
    {
        var first = Ahead(1);
        if (IsTag(first) || IsWord(first, "typeof") && Ahead(2).Kind == TokenKind.OpenParenthesis)
            return true;
        if (first.Kind != TokenKind.Name)
            return false;
        var known = IsKnownType(first);
        var at = 2;
        while (known && Ahead(at).Kind == TokenKind.Name && (IsKnownType(Ahead(at)) || IsTag(Ahead(at))))
            at++;
        var stars = at;
        while (Ahead(at).Kind == TokenKind.Star)
            at++;
        var pointer = at > stars;
        while (Ahead(at).Kind == TokenKind.OpenBracket)
        {
            at += Ahead(at + 1).Kind == TokenKind.Integer ? 2 : 1;
            if (Ahead(at++).Kind != TokenKind.CloseBracket)
                return false;
        }
        if (Ahead(at).Kind != TokenKind.CloseParenthesis)
            return false;
        return known || pointer || BeginsOperand(Ahead(at + 1).Kind);
    }

    /// <summary>What <c>sizeof</c> and its like take: a type, or an expression whose type is meant. A lone unknown name is an expression; the binder knows better.</summary>
    private TypeName TypeOrOperand()
    {
        var pointers = 1;
        while (Current.Kind == TokenKind.Name && Ahead(pointers).Kind == TokenKind.Star)
            pointers++;
        var isType = IsTag(Current) || IsKnownType(Current) || IsWord(Current, "typeof") || (pointers > 1 && Ahead(pointers).Kind is TokenKind.CloseParenthesis or TokenKind.Comma or TokenKind.OpenBracket);
        if (isType)
            return Type();
        var operand = Expression();
        return new TypeOf(operand.Span, operand);
    }

    /// <summary>A type, without a name that it would declare.</summary>
    private TypeName Type() => Suffixes(BaseType());

    private TypeName BaseType()
    {
        var start = Current.Span;
        while (CTypeWords.IsQualifier(Word(Current)))
            Take();
        var token = Current;
        if (token.Kind != TokenKind.Name)
            throw Fail(token.Span, $"expected a type, but here is {Describe(token)}", "types are written int64, string, struct name, uint8[4], struct name *");
        Take();
        TypeName type;
        if (IsTag(token))
            type = Tagged(token);
        else if (IsWord(token, "typeof") && TryTake(TokenKind.OpenParenthesis))
            type = TypeOfOperand();
        else if (CTypeWords.IsIntegerPart(Word(token)))
            type = CInteger(token);
        else
            type = new NamedType(token.Span, CTypeWords.Known(Word(token)) ?? TextOf(token));
        while (CTypeWords.IsQualifier(Word(Current)))
            Take();
        return type;
    }

    private TypeName Tagged(Token tag)
    {
        var name = Expect(TokenKind.Name, $"the name of the {TextOf(tag)}");
        return new TaggedType(From(tag.Span), TagOf(tag), TextOf(name));
    }

    private TypeTag TagOf(Token token) => (TypeTag)Array.IndexOf(Tags, TextOf(token));

    private TypeName TypeOfOperand()
    {
        var type = TypeOrOperand();
        Expect(TokenKind.CloseParenthesis, "')'");
        return type;
    }

    private NamedType CInteger(Token first)
    {
        var words = new List<string> { TextOf(first) };
        while (Current.Kind == TokenKind.Name && (CTypeWords.IsIntegerPart(Word(Current)) || CTypeWords.IsQualifier(Word(Current))))
            words.Add(TextOf(Take()));
        return new NamedType(From(first.Span), CTypeWords.Integer(words));
    }

    private TypeName Suffixes(TypeName type)
    {
        while (true)
        {
            if (Current.Kind == TokenKind.Star)
            {
                Take();
                while (CTypeWords.IsQualifier(Word(Current)))
                    Take();
                type = Limit(new PointerType(From(type.Span), type));
            }
            else if (Current.Kind == TokenKind.OpenBracket)
            {
                type = Arrays(type, Lengths());
            }
            else
            {
                return type;
            }
        }
    }

    private List<ulong?> Lengths()
    {
        var lengths = new List<ulong?>();
        while (TryTake(TokenKind.OpenBracket))
        {
            lengths.Add(Current.Kind == TokenKind.CloseBracket ? null : (ulong)Constant("the length of an array", int.MaxValue));
            Expect(TokenKind.CloseBracket, "']'");
        }
        return lengths;
    }

    /// <summary>As in C, the last brackets belong to the innermost element.</summary>
    private TypeName Arrays(TypeName element, List<ulong?> lengths)
    {
        var start = element.Span;
        for (var i = lengths.Count - 1; i >= 0; i--)
            element = Limit(new ArrayType(From(start), element, lengths[i]));
        return element;
    }

    private TypeName Limit(TypeName type) => type.Height <= DeepestNesting ? type : throw Fail(type.Span, $"types are nested more than {DeepestNesting} deep");
}
