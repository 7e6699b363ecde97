namespace Conformance.Engine.Syntax;

/// <summary>A type as written in a cast, a declaration, <c>sizeof</c> or a definition.</summary>
/// <param name="Height">Levels of the tree below and with this node, from 1.</param>
public abstract record TypeName(TextSpan Span, int Height);

/// <summary>
/// A type with a plain name. Integers are named as scripts do, whatever their spelling (<c>uint8_t</c> and <c>unsigned char</c> are <c>uint8</c>); beside them
/// <c>bool</c>, <c>void</c>, <c>string</c>, <c>inet</c>, <c>buffer</c>, aggregation types (<c>count_t</c>) and C's typedefs (<c>pid_t</c>).
/// </summary>
public sealed record NamedType(TextSpan Span, string Name) : TypeName(Span, 1);

/// <summary><c>struct x</c>, <c>union x</c>, <c>enum x</c>.</summary>
public sealed record TaggedType(TextSpan Span, TypeTag Tag, string Name) : TypeName(Span, 1);

/// <summary><c>type *</c>. Pointers to functions are pointers to <c>void</c>.</summary>
public sealed record PointerType(TextSpan Span, TypeName Target) : TypeName(Span, Target.Height + 1);

/// <summary><c>type[length]</c>, also <c>string[64]</c>; no length where the value decides (<c>(uint8[])x</c>) and for flexible members.</summary>
public sealed record ArrayType(TextSpan Span, TypeName Element, ulong? Length) : TypeName(Span, Element.Height + 1);

/// <summary><c>typeof(expression)</c>, and what <c>sizeof(expression)</c> measures.</summary>
public sealed record TypeOf(TextSpan Span, Expression Operand) : TypeName(Span, Operand.Height + 1);

/// <summary>What a tagged type is.</summary>
public enum TypeTag : byte
{
    Struct,
    Union,
    Enum,
}
