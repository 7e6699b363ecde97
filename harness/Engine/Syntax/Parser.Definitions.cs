namespace Conformance.Engine.Syntax;

public sealed partial class Parser
{
    private readonly Dictionary<string, long> _constants = new(StringComparer.Ordinal);

    /// <summary>An integer that must be known while parsing: the length of an array, the width of a bit field.</summary>
    private long Constant(string what, long largest)
    {
        var expression = Expression();
        if (ConstantValue.Of(expression, name => _constants.TryGetValue(name, out var value) ? value : null) is not { } known)
            throw Fail(expression.Span, $"{what} must be known before the script runs", "use integers, #define and constants of the script's own enums");
        return known >= 0 && known <= largest ? known : throw Fail(expression.Span, $"{what} must lie between 0 and {largest}, but this is {known}");
    }

    /// <summary>One of C's definitions. bpftrace needs no semicolon behind it.</summary>
    private void Definition()
    {
        var start = Current;
        var isTypedef = TryTakeWord("typedef");
        var type = Specifier();
        if (!isTypedef)
        {
            if (type is not (InlineType or TaggedType))
                throw Fail(start.Span, "this defines nothing");
            if (type is InlineType { Definition: var definition })
                _definitions.Add(definition);
            if (Current.Kind is TokenKind.Name or TokenKind.Star && type is TaggedType)
                throw Fail(Current.Span, $"expected '{{', but here is {Describe(Current)}", "a structure is written struct name { int member; };");
            TryTake(TokenKind.Semicolon);
            return;
        }
        do
        {
            var (name, declared) = Declarator(type);
            if (name.Span.Length == 0)
                throw Fail(Current.Span, $"expected the new name of the type, but here is {Describe(Current)}");
            _definitions.Add(new TypedefDefinition(From(start.Span), TextOf(name), name.Span, declared));
        }
        while (TryTake(TokenKind.Comma));
        Expect(TokenKind.Semicolon, "';'");
    }

    /// <summary>A type before the names it declares; structures may be defined in it.</summary>
    private TypeName Specifier()
    {
        while (CTypeWords.IsQualifier(Word(Current)))
            Take();
        if (!IsTag(Current))
            return BaseType();
        var tag = Take();
        var packed = Attributes();
        var name = Current.Kind == TokenKind.Name ? Take() : new Token(TokenKind.Name, tag.Span, 0, "");
        if (Current.Kind != TokenKind.OpenBrace)
            return TextOf(name).Length > 0
                ? new TaggedType(From(tag.Span), TagOf(tag), TextOf(name))
                : throw Fail(Current.Span, $"expected '{{', but here is {Describe(Current)}", "a structure is written struct name { int member; };");
        Enter(tag.Span, "definitions");
        Definition definition = IsWord(tag, "enum") ? Enumeration(tag, name) : Structure(tag, name, packed);
        _depth--;
        while (CTypeWords.IsQualifier(Word(Current)))
            Take();
        return Limit(new InlineType(From(tag.Span), definition));
    }

    private StructDefinition Structure(Token tag, Token name, bool packed)
    {
        Take();
        var members = new List<MemberDefinition>();
        while (!TryTake(TokenKind.CloseBrace))
        {
            if (!TryTake(TokenKind.Semicolon))
                Members(members);
        }
        packed |= Attributes();
        return new StructDefinition(From(tag.Span), TagOf(tag), TextOf(name), name.Span, members, packed);
    }

    private void Members(List<MemberDefinition> members)
    {
        var start = Current.Span;
        var type = Specifier();
        // Nameless: its members belong to what is around it.
        if (Current.Kind == TokenKind.Semicolon && type is InlineType)
        {
            members.Add(new MemberDefinition(From(start), "", type, null));
            return;
        }
        do
        {
            var (name, declared) = Declarator(type);
            int? bits = TryTake(TokenKind.Colon) ? (int)Constant("the width of a bit field", 64) : null;
            if (name.Span.Length == 0 && bits is null)
                throw Fail(Current.Span, $"expected the name of a member, but here is {Describe(Current)}", "members are written int name;");
            Attributes();
            members.Add(new MemberDefinition(From(start), name.Span.Length == 0 ? "" : TextOf(name), declared, bits));
        }
        while (TryTake(TokenKind.Comma));
        Expect(TokenKind.Semicolon, "';'", "each member ends with ;");
    }

    /// <summary>What C writes around a name: stars, brackets, and the parentheses of pointers to functions and arrays. The name is empty if there is none.</summary>
    private (Token Name, TypeName Type) Declarator(TypeName type)
    {
        Enter(Current.Span, "declarations");
        type = Pointers(type);
        var name = new Token(TokenKind.Name, new TextSpan(Current.Span.Start, 0), 0, "");
        Func<TypeName, TypeName> around = inner => inner;
        if (TryTake(TokenKind.OpenParenthesis))
        {
            // What stands inside is bound to the type only when the type is complete.
            (name, around) = Inside();
            Expect(TokenKind.CloseParenthesis, "')'", "a pointer to a function is written int (*name)(int)");
        }
        else if (Current.Kind == TokenKind.Name)
        {
            name = Take();
        }
        _depth--;
        return (name, around(Suffix()(type)));
    }

    private (Token Name, Func<TypeName, TypeName> Around) Inside()
    {
        Enter(Current.Span, "declarations");
        var stars = 0;
        while (TryTake(TokenKind.Star))
            stars++;
        var name = new Token(TokenKind.Name, new TextSpan(Current.Span.Start, 0), 0, "");
        Func<TypeName, TypeName> around = inner => inner;
        if (TryTake(TokenKind.OpenParenthesis))
        {
            (name, around) = Inside();
            Expect(TokenKind.CloseParenthesis, "')'", "a pointer to a function is written int (*name)(int)");
        }
        else if (Current.Kind == TokenKind.Name)
        {
            name = Take();
        }
        var suffix = Suffix();
        _depth--;
        return (name, type =>
        {
            for (var i = 0; i < stars; i++)
                type = Limit(new PointerType(type.Span, type));
            return around(suffix(type));
        }
        );
    }

    /// <summary>Brackets, or the parameters of a function, which becomes <c>void</c>.</summary>
    private Func<TypeName, TypeName> Suffix()
    {
        if (Current.Kind == TokenKind.OpenBracket)
        {
            var lengths = Lengths();
            return type => Arrays(type, lengths);
        }
        if (Current.Kind != TokenKind.OpenParenthesis)
            return type => type;
        SkipParentheses();
        return type => new NamedType(type.Span, "void");
    }

    private TypeName Pointers(TypeName type)
    {
        while (Current.Kind == TokenKind.Star)
        {
            Take();
            while (CTypeWords.IsQualifier(Word(Current)))
                Take();
            type = Limit(new PointerType(From(type.Span), type));
        }
        return type;
    }

    private void SkipParentheses()
    {
        var open = 0;
        do
        {
            var token = Take();
            open += token.Kind == TokenKind.OpenParenthesis ? 1 : token.Kind == TokenKind.CloseParenthesis ? -1 : 0;
        }
        while (open > 0 && Current.Kind != TokenKind.End);
    }

    /// <summary>Skips GNU C's attributes and says whether <c>packed</c> was among them.</summary>
    private bool Attributes()
    {
        var packed = false;
        while (Word(Current) is "__attribute__" or "__packed" or "__aligned")
        {
            var word = Take();
            packed |= IsWord(word, "__packed");
            if (Current.Kind != TokenKind.OpenParenthesis)
                continue;
            var first = _index;
            SkipParentheses();
            for (var i = first; i < _index; i++)
                packed |= IsWord(_tokens[i], "packed") || IsWord(_tokens[i], "__packed__");
        }
        return packed;
    }

    private EnumDefinition Enumeration(Token tag, Token name)
    {
        Take();
        var constants = new List<EnumConstant>();
        var next = 0L;
        while (Current.Kind != TokenKind.CloseBrace)
        {
            var constant = Expect(TokenKind.Name, "the name of a constant");
            if (TryTake(TokenKind.Equal))
            {
                var expression = Expression();
                next = ConstantValue.Of(expression, n => _constants.TryGetValue(n, out var value) ? value : null)
                    ?? throw Fail(expression.Span, "the value of a constant must be known before the script runs", "use integers, #define and constants of the script's own enums");
            }
            constants.Add(new EnumConstant(constant.Span, TextOf(constant), next));
            _constants[TextOf(constant)] = next;
            next = unchecked(next + 1);
            if (!TryTake(TokenKind.Comma))
                break;
        }
        Expect(TokenKind.CloseBrace, "'}'", "constants are separated by commas");
        return new EnumDefinition(From(tag.Span), TextOf(name), name.Span, constants);
    }
}
