namespace Conformance.Engine.Syntax;

public sealed partial class Printer
{
    private void Definition(Definition definition)
    {
        Indent();
        if (definition is TypedefDefinition typedef)
        {
            _text.Append("typedef ");
            Declaration(typedef.Type, typedef.Name);
        }
        else
        {
            Defined(definition);
        }
        _text.Append(";\n");
    }

    /// <summary>A structure or an enumeration from its tag to its brace.</summary>
    private void Defined(Definition definition)
    {
        _text.Append(definition is StructDefinition { Tag: var tag } ? Spelling(tag) : "enum");
        if (definition.Name.Length > 0)
            _text.Append(' ').Append(definition.Name);
        _text.Append(" {\n");
        _indent++;
        if (definition is EnumDefinition enumeration)
            foreach (var constant in enumeration.Constants)
            {
                Indent();
                _text.Append(constant.Name).Append(" = ");
                // Without parentheses the smallest integer would be one that does not fit, with a sign before it.
                _text.Append(constant.Value < 0 ? $"({constant.Value})" : constant.Value).Append(",\n");
            }
        else
            foreach (var member in ((StructDefinition)definition).Members)
                Member(member);
        _indent--;
        Indent();
        _text.Append('}').Append(definition is StructDefinition { Packed: true } ? " __attribute__((packed))" : "");
    }

    private void Member(MemberDefinition member)
    {
        Indent();
        Declaration(member.Type, member.Name);
        if (member.Bits is { } bits)
            _text.Append(" : ").Append(bits);
        _text.Append(";\n");
    }

    /// <summary>A name with its type around it, as C writes it.</summary>
    private void Declaration(TypeName type, string name)
    {
        var around = name;
        while (type is PointerType or ArrayType)
        {
            if (type is PointerType pointer)
            {
                around = $"*{around}";
                type = pointer.Target;
                continue;
            }
            if (around.StartsWith('*'))
                around = $"({around})";
            for (; type is ArrayType array; type = array.Element)
                around += $"[{array.Length}]";
        }
        if (type is InlineType inline)
            Defined(inline.Definition);
        else
            Type(type);
        _text.Append(around.Length > 0 ? " " : "").Append(around);
    }
}
