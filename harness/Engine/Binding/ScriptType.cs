namespace Conformance.Engine.Binding;

/// <summary>Kinds of values in a script.</summary>
public enum TypeKind : byte
{
    /// <summary>No value (a call like exit()).</summary>
    None,

    /// <summary>An integer.</summary>
    Integer,

    /// <summary>A text: UTF-8 bytes, ended and padded by zeros.</summary>
    Text,

    /// <summary>What count() keeps: one u64 a CPU.</summary>
    Count,
}

/// <summary>Type of a value.</summary>
/// <param name="Size">Bytes: 1, 2, 4 or 8 for integers; for texts the room they take, a multiple of 8.</param>
/// <param name="Signed">For integers.</param>
public readonly record struct ScriptType(TypeKind Kind, int Size, bool Signed = false)
{
    public static ScriptType None => default;

    public static ScriptType Int64 => new(TypeKind.Integer, 8, true);

    public static ScriptType UInt64 => new(TypeKind.Integer, 8);

    public static ScriptType UInt32 => new(TypeKind.Integer, 4);

    /// <summary>Result of comparisons.</summary>
    public static ScriptType Boolean => new(TypeKind.Integer, 1);

    public static ScriptType Count => new(TypeKind.Count, 8);

    /// <summary>A text of at most <paramref name="bytes"/> bytes, its end included.</summary>
    public static ScriptType Text(int bytes) => new(TypeKind.Text, (bytes + 7) & ~7);

    public bool IsInteger => Kind == TypeKind.Integer;

    public bool IsText => Kind == TypeKind.Text;

    /// <summary>The type a cast names (<c>uint8</c>).</summary>
    public static ScriptType Named(string name) => name switch
    {
        "bool" or "uint8" => new(TypeKind.Integer, 1),
        "int8" => new(TypeKind.Integer, 1, true),
        "uint16" => new(TypeKind.Integer, 2),
        "int16" => new(TypeKind.Integer, 2, true),
        "uint32" => UInt32,
        "int32" => new(TypeKind.Integer, 4, true),
        "uint64" => UInt64,
        _ => Int64,
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        TypeKind.Integer => $"{(Signed ? "int" : "uint")}{Size * 8}",
        TypeKind.Text => "string",
        TypeKind.Count => "count",
        _ => "nothing",
    };
}
