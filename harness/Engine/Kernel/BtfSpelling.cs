using System.Globalization;

namespace Conformance.Engine.Kernel;

/// <summary>Writes one BTF type as C spells it.</summary>
internal static class BtfSpelling
{
    // A type that nests deeper than this is a loop in broken BTF.
    public const int DeepestNesting = 32;

    /// <summary>The type as C spells it.</summary>
    public static string Spell(BtfIndex btf, int id) => Spell(btf, id, 0);

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
