using Conformance.Engine.Kernel;

namespace Conformance.Engine.Binding;

/// <summary>Lays out the members of a structure or union as C compilers for Linux do (System V ABI, AMD64 supplement, 3.1.2; the same on arm64).</summary>
internal sealed class StructureLayout(bool union, bool packed)
{
    private readonly List<KernelMember> _members = [];
    private int _bits;
    private int _most;

    /// <summary>Alignment in bytes.</summary>
    public int Alignment { get; private set; } = 1;

    /// <summary>Members so far.</summary>
    public IReadOnlyList<KernelMember> Members => _members;

    /// <summary>Size in bytes, padding at the end included.</summary>
    public int Size => Up((Math.Max(_bits, _most) + 7) / 8, Alignment);

    /// <summary>Adds a member; <paramref name="width"/> is set for bit fields, 0 for those that only end a unit.</summary>
    public void Add(string name, KernelType type, int? width)
    {
        var alignment = packed ? 1 : AlignmentOf(type);
        if (union)
            _bits = 0;
        if (width is { } bits)
        {
            var unit = type.Size * 8;
            if (bits == 0 || (!packed && _bits / unit != (_bits + bits - 1) / unit))
                _bits = Up(_bits, unit);
            if (name.Length > 0)
                Alignment = Math.Max(Alignment, alignment);
            if (bits > 0 && name.Length > 0)
                _members.Add(new KernelMember(name, type, _bits, bits));
            _bits += bits;
        }
        else
        {
            _bits = Up(_bits, alignment * 8);
            Alignment = Math.Max(Alignment, alignment);
            _members.Add(new KernelMember(name, type, _bits));
            _bits += type.Size * 8;
        }
        _most = Math.Max(_most, _bits);
    }

    private static int AlignmentOf(KernelType type) => type switch
    {
        DefinedStructure structure => structure.Alignment,
        { Kind: KernelTypeKind.Array, Target: { } element } => AlignmentOf(element),
        { Kind: KernelTypeKind.Struct } => type.Members.Select(m => m.BitSize > 0 ? 1 : AlignmentOf(m.Type)).Append(1).Max(),
        _ => Math.Max(1, type.Size),
    };

    private static int Up(int value, int unit) => (value + unit - 1) / unit * unit;
}
