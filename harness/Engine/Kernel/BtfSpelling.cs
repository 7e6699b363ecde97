using System.Globalization;

namespace Conformance.Engine.Kernel;

/// <summary>Reads one BTF type as C spells it and as the engine reads its values.</summary>
internal static class BtfSpelling
{
    // A type that nests deeper than this is a loop in broken BTF.
    private const int DeepestNesting = 32;

    // BTF_INT_SIGNED and BTF_INT_BOOL, include/uapi/linux/btf.h; the encoding is in bits 24-27 of the word after the type.
    private const uint SignedEncoding = 1;
    private const uint BooleanEncoding = 4;

    /// <summary>The type with its C spelling, and kind, size and sign of what is behind its typedefs and modifiers.</summary>
    public static KernelType Resolve(BtfIndex btf, int id)
    {
        var spelling = Spell(btf, id, 0);
        var plain = Peel(btf, id);
        return btf.KindOf(plain) switch
        {
            BtfKind.Void => new(spelling, KernelTypeKind.Void, 0, false),
            BtfKind.Integer => Integer(btf, plain, spelling),
            BtfKind.Pointer => new(spelling, KernelTypeKind.Pointer, 8, false),
            BtfKind.Enum or BtfKind.Enum64 => new(spelling, KernelTypeKind.Enum, btf.SizeOf(plain), btf.FlagOf(plain)),
            BtfKind.Struct or BtfKind.Union => new(spelling, KernelTypeKind.Struct, btf.SizeOf(plain), false),
            BtfKind.Float => new(spelling, KernelTypeKind.Other, btf.SizeOf(plain), true),
            _ => new(spelling, KernelTypeKind.Other, 0, false),
        };
    }

    private static KernelType Integer(BtfIndex btf, int id, string spelling)
    {
        var encoding = (btf.TailOf(id, 0) >> 24) & 15;
        return new(spelling, encoding == BooleanEncoding ? KernelTypeKind.Boolean : KernelTypeKind.Integer, btf.SizeOf(id), encoding == SignedEncoding);
    }

    private static int Peel(BtfIndex btf, int id)
    {
        for (var depth = 0; depth < DeepestNesting; depth++)
        {
            if (btf.KindOf(id) is not (BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag))
                return id;
            id = btf.ReferenceOf(id);
        }

        throw new InvalidDataException($"BTF type {id} refers to itself.");
    }

    private static string Spell(BtfIndex btf, int id, int depth)
    {
        if (depth > DeepestNesting)
            throw new InvalidDataException($"BTF type {id} refers to itself.");
        string Inner() => Spell(btf, btf.ReferenceOf(id), depth + 1);
        switch (btf.KindOf(id))
        {
            case BtfKind.Void:
                return "void";
            case BtfKind.Struct:
                return Tagged("struct", btf.NameOf(id));
            case BtfKind.Union:
                return Tagged("union", btf.NameOf(id));
            case BtfKind.Enum or BtfKind.Enum64:
                return Tagged("enum", btf.NameOf(id));
            case BtfKind.Forward:
                return Tagged(btf.FlagOf(id) ? "union" : "struct", btf.NameOf(id));
            case BtfKind.Const:
                return Qualified("const", btf, id, depth);
            case BtfKind.Volatile:
                return Qualified("volatile", btf, id, depth);
            case BtfKind.Restrict:
                return Qualified("restrict", btf, id, depth);
            case BtfKind.TypeTag:
                return Inner();
            case BtfKind.Array:
                return string.Create(CultureInfo.InvariantCulture, $"{Spell(btf, (int)btf.TailOf(id, 0), depth + 1)}[{btf.TailOf(id, 2)}]");
            case BtfKind.Pointer:
                return btf.KindOf(btf.ReferenceOf(id)) == BtfKind.FunctionPrototype ? Prototype(btf, btf.ReferenceOf(id), depth + 1) : Pointer(Inner());
            case BtfKind.FunctionPrototype:
                return Prototype(btf, id, depth);
            default:
                return btf.NameOf(id);
        }
    }

    private static string Tagged(string tag, string name) => name.Length == 0 ? $"{tag} (anonymous)" : $"{tag} {name}";

    private static string Pointer(string target) => target.EndsWith('*') ? target + "*" : target + " *";

    // A qualifier of a pointer stands behind its star, any other before the type.
    private static string Qualified(string word, BtfIndex btf, int id, int depth)
    {
        var target = btf.ReferenceOf(id);
        var inner = Spell(btf, target, depth + 1);
        return btf.KindOf(target) == BtfKind.Pointer ? inner + word : $"{word} {inner}";
    }

    private static string Prototype(BtfIndex btf, int id, int depth)
    {
        var parameters = Enumerable.Range(0, btf.MembersOf(id)).Select(i => (int)btf.TailOf(id, (2 * i) + 1)).Select(type => type == 0 ? "..." : Spell(btf, type, depth + 1));
        return $"{Spell(btf, btf.ReferenceOf(id), depth + 1)} (*)({string.Join(", ", parameters)})";
    }
}
