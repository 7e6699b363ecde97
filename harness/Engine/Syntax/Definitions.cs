namespace Conformance.Engine.Syntax;

/// <summary>One of C's type definitions.</summary>
/// <param name="Name">The tag or typedef's name; empty if it has none.</param>
public abstract record Definition(TextSpan Span, string Name, TextSpan NameSpan);

/// <summary><c>struct x { … };</c> or <c>union x { … };</c>.</summary>
/// <param name="Packed">Whether it carries <c>__attribute__((packed))</c>.</param>
public sealed record StructDefinition(TextSpan Span, TypeTag Tag, string Name, TextSpan NameSpan, IReadOnlyList<MemberDefinition> Members, bool Packed) : Definition(Span, Name, NameSpan);

/// <summary>One member; the name is empty for anonymous structures and unions, and for padding bit fields.</summary>
/// <param name="Bits">Width of a bit field, or <c>null</c>.</param>
public sealed record MemberDefinition(TextSpan Span, string Name, TypeName Type, int? Bits);

/// <summary>A structure, union or enumeration defined where it is used.</summary>
public sealed record InlineType(TextSpan Span, Definition Definition) : TypeName(Span, Tallest.Of((Definition as StructDefinition)?.Members ?? []) + 1);

/// <summary><c>enum x { … };</c>; each constant has its value.</summary>
public sealed record EnumDefinition(TextSpan Span, string Name, TextSpan NameSpan, IReadOnlyList<EnumConstant> Constants) : Definition(Span, Name, NameSpan);

/// <summary>One constant of an enumeration.</summary>
public sealed record EnumConstant(TextSpan Span, string Name, long Value);

/// <summary><c>typedef type name;</c>.</summary>
public sealed record TypedefDefinition(TextSpan Span, string Name, TextSpan NameSpan, TypeName Type) : Definition(Span, Name, NameSpan);
