using Conformance.Engine.Kernel;

namespace Conformance.Engine.Binding;

/// <summary>Kinds of values in a script.</summary>
public enum TypeKind : byte
{
    /// <summary>No value (a call like exit()).</summary>
    None,

    /// <summary>A number in a register: an integer, and also what C makes of one: a boolean, an enum, a pointer (see <see cref="ScriptType.C"/>).</summary>
    Integer,

    /// <summary>A text: UTF-8 bytes, ended and padded by zeros.</summary>
    Text,

    /// <summary>A structure or union of C, byte by byte as C lays it out.</summary>
    Structure,

    /// <summary>An array of C.</summary>
    Array,

    /// <summary>Several values beside each other, each in its room (<see cref="TupleType"/>).</summary>
    Tuple,

    /// <summary>What count(), hist() and the like keep in a map: numbers of each CPU by itself, see <see cref="Builtins.Aggregations.Aggregation"/>.</summary>
    Aggregation,

    /// <summary>Bytes that only user space can turn into text (a stack, a symbol's address), see <see cref="Builtins.Rendering"/>.</summary>
    Opaque,
}

/// <summary>Type of a value.</summary>
/// <param name="Size">Bytes: 1, 2, 4 or 8 for integers; for texts the room they take, a multiple of 8; for structures and arrays what C's sizeof says.</param>
/// <param name="Signed">For integers.</param>
public readonly record struct ScriptType(TypeKind Kind, int Size, bool Signed = false)
{
    /// <summary>The C type of a pointer, a boolean, an enum, a structure or an array; <c>null</c> for a plain integer and everything else.</summary>
    public KernelType? C { get; init; }

    /// <summary>For pointers: whether they point into the memory of a process, not of the kernel.</summary>
    public bool User { get; init; }

    /// <summary>The parts of a tuple.</summary>
    public TupleType? Tuple { get; init; }

    /// <summary>For aggregations and opaque bytes: what user space does with them.</summary>
    public ValueTrait? Trait { get; init; }

    /// <summary>The aggregation, for a type of that kind.</summary>
    public Builtins.Aggregations.Aggregation? Aggregation => Trait as Builtins.Aggregations.Aggregation;

    public static ScriptType None => default;

    public static ScriptType Int64 => new(TypeKind.Integer, 8, true);

    public static ScriptType UInt64 => new(TypeKind.Integer, 8);

    public static ScriptType UInt32 => new(TypeKind.Integer, 4);

    /// <summary>Result of comparisons.</summary>
    public static ScriptType Boolean => new(TypeKind.Integer, 1) { C = BasicTypes.Boolean };

    /// <summary>What an aggregation keeps for each CPU.</summary>
    public static ScriptType Aggregated(Builtins.Aggregations.Aggregation aggregation) => new(TypeKind.Aggregation, 8 * aggregation.Cells, !aggregation.Unsigned) { Trait = aggregation };

    /// <summary>Bytes with a rendering.</summary>
    public static ScriptType Opaque(int bytes, Builtins.Rendering rendering) => new(TypeKind.Opaque, bytes) { Trait = rendering };

    /// <summary>A text of at most <paramref name="bytes"/> bytes, its end included.</summary>
    public static ScriptType Text(int bytes) => new(TypeKind.Text, (bytes + 7) & ~7);

    /// <summary>A value of a C type; <see cref="None"/> for void and for what is only declared.</summary>
    /// <param name="user">Whether it was read from a process, so that its pointers point into that.</param>
    public static ScriptType Of(KernelType type, bool user = false) => type.Kind switch
    {
        KernelTypeKind.Integer => new(TypeKind.Integer, type.Size, type.Signed),
        KernelTypeKind.Boolean or KernelTypeKind.Enum => new(TypeKind.Integer, type.Size, type.Signed) { C = type },
        KernelTypeKind.Pointer => new(TypeKind.Integer, 8) { C = type, User = user },
        KernelTypeKind.Struct => new(TypeKind.Structure, type.Size) { C = type, User = user },
        KernelTypeKind.Array => new(TypeKind.Array, type.Size) { C = type, User = user },
        _ => None,
    };

    /// <summary>A pointer to a type.</summary>
    public static ScriptType PointerTo(KernelType type, bool user = false) => new(TypeKind.Integer, 8) { C = new DefinedPointer(type), User = user };

    /// <summary>A tuple of values of these types.</summary>
    public static ScriptType TupleOf(TupleType parts) => new(TypeKind.Tuple, parts.Size) { Tuple = parts };

    /// <summary>Whether it is computed in a register: integers, booleans, enums, pointers.</summary>
    public bool IsInteger => Kind == TypeKind.Integer;

    public bool IsText => Kind == TypeKind.Text;

    public bool IsPointer => Kind == TypeKind.Integer && C?.Kind == KernelTypeKind.Pointer;

    public bool IsBoolean => Kind == TypeKind.Integer && C?.Kind == KernelTypeKind.Boolean;

    public bool IsEnum => Kind == TypeKind.Integer && C?.Kind == KernelTypeKind.Enum;

    /// <summary>Whether it lies in memory as a whole: texts, structures, arrays, tuples, and whatever else is no number.</summary>
    public bool IsAggregate => Kind is not (TypeKind.Integer or TypeKind.None);

    /// <summary>What a pointer points to; <c>null</c> for every other type.</summary>
    public KernelType? Pointee => IsPointer ? C!.Target : null;

    /// <summary>Bytes a value takes wherever the script keeps it (variables, keys, values of maps, tuples, payloads): numbers eight, all else its size rounded up to eight.</summary>
    public int Room => Kind == TypeKind.Integer ? 8 : (Size + 7) & ~7;

    /// <summary>The integer type a cast names (<c>uint8</c>), or <c>null</c>.</summary>
    public static ScriptType? Named(string name) => name switch
    {
        "bool" or "uint8" => new(TypeKind.Integer, 1),
        "int8" => new(TypeKind.Integer, 1, true),
        "uint16" => new(TypeKind.Integer, 2),
        "int16" => new(TypeKind.Integer, 2, true),
        "uint32" => UInt32,
        "int32" => new(TypeKind.Integer, 4, true),
        "uint64" => UInt64,
        "int64" => Int64,
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        TypeKind.Integer => C?.Spelling ?? $"{(Signed ? "int" : "uint")}{Size * 8}",
        TypeKind.Text => "string",
        TypeKind.Aggregation or TypeKind.Opaque => Trait!.Name,
        TypeKind.Structure or TypeKind.Array => C!.Spelling,
        TypeKind.Tuple => Tuple!.ToString(),
        _ => "nothing",
    };
}
