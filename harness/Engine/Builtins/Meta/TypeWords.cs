using Conformance.Engine.Binding;
using Conformance.Engine.Kernel;

namespace Conformance.Engine.Builtins.Meta;

/// <summary>What scripts that ask about types are told: the words of <c>typeinfo()</c>.</summary>
internal static class TypeWords
{
    /// <summary>The kind of a type.</summary>
    public static string Base(ScriptType type) => type.Kind switch
    {
        TypeKind.Integer when type.IsPointer => "pointer",
        TypeKind.Integer when type.IsBoolean => "bool",
        TypeKind.Integer => "int",
        TypeKind.Text => "string",
        TypeKind.Structure => "c_type",
        TypeKind.Array => "array",
        TypeKind.Tuple => type.Tuple!.Names is null ? "tuple" : "record",
        TypeKind.None => "none",
        _ => type.Trait!.Name,
    };

    /// <summary>The type as scripts write it.</summary>
    public static string Full(ScriptType type) => type.Kind switch
    {
        TypeKind.Text => $"string[{type.Size}]",
        TypeKind.Tuple => $"({string.Join(',', type.Tuple!.Parts.Select(Full))})",
        _ => type.ToString(),
    };

    /// <summary>Whether elements of it are characters.</summary>
    public static bool IsCharacter(KernelType? type) => type is { Kind: KernelTypeKind.Integer, Size: 1 };
}
