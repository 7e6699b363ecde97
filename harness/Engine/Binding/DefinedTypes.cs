using Conformance.Engine.Kernel;

namespace Conformance.Engine.Binding;

/// <summary>A pointer that the script itself makes: by a cast, by taking an address. What it points to may be defined later.</summary>
internal sealed record DefinedPointer : KernelType
{
    private readonly Lazy<KernelType> _target;

    public DefinedPointer(KernelType target) : this(target.Spelling, () => target)
    {
    }

    /// <param name="spelling">How C spells what it points to.</param>
    public DefinedPointer(string spelling, Func<KernelType> target) : base(spelling.EndsWith('*') ? spelling + "*" : spelling + " *", KernelTypeKind.Pointer, 8, false) => _target = new(target);

    /// <inheritdoc/>
    public override KernelType? Target => _target.Value;

    public bool Equals(DefinedPointer? other) => other?.Spelling == Spelling;

    public override int GetHashCode() => Spelling.GetHashCode(StringComparison.Ordinal);
}

/// <summary>An array that the script itself declares.</summary>
internal sealed record DefinedArray(KernelType Element, int Count) : KernelType($"{Element.Spelling}[{Count}]", KernelTypeKind.Array, Element.Size * Count, false)
{
    /// <inheritdoc/>
    public override KernelType? Target => Element;

    /// <inheritdoc/>
    public override int Length => Count;
}

/// <summary>A structure or union that the script defines, laid out.</summary>
internal sealed record DefinedStructure(string Name, int Bytes, int Alignment, IReadOnlyList<KernelMember> Layout) : KernelType(Name, KernelTypeKind.Struct, Bytes, false)
{
    /// <inheritdoc/>
    public override IReadOnlyList<KernelMember> Members => Layout;

    public bool Equals(DefinedStructure? other) => other?.Name == Name && other.Bytes == Bytes;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}

/// <summary>An enum that the script defines.</summary>
internal sealed record DefinedEnum(string Name, IReadOnlyList<KernelEnumerator> Values) : KernelType(Name, KernelTypeKind.Enum, 4, Values.Any(v => v.Value < 0))
{
    /// <inheritdoc/>
    public override IReadOnlyList<KernelEnumerator> Enumerators => Values;

    public bool Equals(DefinedEnum? other) => other?.Name == Name;

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);
}
