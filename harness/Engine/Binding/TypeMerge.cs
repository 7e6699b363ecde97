namespace Conformance.Engine.Binding;

/// <summary>The type that holds values of two types: what a variable or a map is when it is assigned more than once.</summary>
public static class TypeMerge
{
    /// <summary>The type in which a value is kept: numbers take 64 bits, whatever their width; what C knows of them stays.</summary>
    public static ScriptType Widen(ScriptType type) => type.Kind switch
    {
        TypeKind.Integer => (type is { Size: 8, Signed: false } ? ScriptType.UInt64 : ScriptType.Int64) with { C = type.C, User = type.User },
        TypeKind.Text => type with { C = null, User = false },
        TypeKind.Tuple => ScriptType.TupleOf(new TupleType([.. type.Tuple!.Parts.Select(Widen)], type.Tuple.Names)),
        _ => type,
    };

    /// <summary>The type that holds both, or <c>null</c> if there is none. Both are widened already.</summary>
    public static ScriptType? Of(ScriptType a, ScriptType b)
    {
        if (a == b || b.Kind == TypeKind.None)
            return a;
        if (a.Kind == TypeKind.None)
            return b;
        if (a.Kind != b.Kind)
            return null;
        return a.Kind switch
        {
            TypeKind.Integer => Integers(a, b),
            TypeKind.Text => ScriptType.Text(Math.Max(a.Size, b.Size)),
            TypeKind.Structure or TypeKind.Array => a.C!.Spelling == b.C!.Spelling && a.Size == b.Size ? a with { User = a.User && b.User } : null,
            TypeKind.Tuple => Tuples(a.Tuple!, b.Tuple!),
            _ when a.Trait is not null && b.Trait is not null => a.Trait.Merge(b.Trait) is { } trait ? (Equals(trait, a.Trait) ? a : b) : null,
            _ => null,
        };
    }

    /// <summary>Unsigned 64-bit integers win over signed ones, pointers over integers; enums and booleans become integers unless both are the same.</summary>
    private static ScriptType Integers(ScriptType a, ScriptType b)
    {
        var pointer = a.IsPointer ? a.C : b.IsPointer ? b.C : null;
        var merged = a.Signed && b.Signed ? ScriptType.Int64 : ScriptType.UInt64;
        return merged with { C = pointer ?? (a.C == b.C ? a.C : null), User = a.User && b.User };
    }

    private static ScriptType? Tuples(TupleType a, TupleType b)
    {
        if (a.Parts.Count != b.Parts.Count)
            return null;
        var parts = new ScriptType[a.Parts.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (Of(a.Parts[i], b.Parts[i]) is not { } part)
                return null;
            parts[i] = part;
        }
        return ScriptType.TupleOf(new TupleType(parts, a.Names));
    }
}
