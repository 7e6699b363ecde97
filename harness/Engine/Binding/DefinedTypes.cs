using Conformance.Engine.Kernel;

namespace Conformance.Engine.Binding;

/// <summary>A pointer that the script itself makes: by a cast, by taking an address.</summary>
internal sealed record DefinedPointer(KernelType Pointed) : KernelType(Pointed.Spelling.EndsWith('*') ? Pointed.Spelling + "*" : Pointed.Spelling + " *", KernelTypeKind.Pointer, 8, false)
{
    /// <inheritdoc/>
    public override KernelType? Target => Pointed;
}

/// <summary>An array that the script itself declares.</summary>
internal sealed record DefinedArray(KernelType Element, int Count) : KernelType($"{Element.Spelling}[{Count}]", KernelTypeKind.Array, Element.Size * Count, false)
{
    /// <inheritdoc/>
    public override KernelType? Target => Element;

    /// <inheritdoc/>
    public override int Length => Count;
}

/// <summary>A structure or union that the script defines. Members are set once all its definitions are known, because structures may point to each other.</summary>
internal sealed record DefinedStructure(string Name, int Bytes) : KernelType(Name, KernelTypeKind.Struct, Bytes, false)
{
    /// <summary>Its members with their offsets.</summary>
    public required Func<IReadOnlyList<KernelMember>> Layout { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<KernelMember> Members => Layout();

    public bool Equals(DefinedStructure? other) => other?.Name == Name && other.Bytes == Bytes;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

/// <summary>An enum that the script defines.</summary>
internal sealed record DefinedEnum(string Name, IReadOnlyList<KernelEnumerator> Values) : KernelType(Name, KernelTypeKind.Enum, 4, Values.Any(v => v.Value < 0))
{
    /// <inheritdoc/>
    public override IReadOnlyList<KernelEnumerator> Enumerators => Values;
}
