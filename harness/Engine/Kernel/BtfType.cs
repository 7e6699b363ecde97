namespace Conformance.Engine.Kernel;

/// <summary>A C type that is read from BTF as far as it is asked about. Two are equal if they are the same type behind typedefs and qualifiers.</summary>
internal sealed record BtfType : KernelType
{
    private readonly BtfIndex _btf;

    // Behind typedefs and qualifiers.
    private readonly int _id;
    private KernelType? _target;
    private IReadOnlyList<KernelMember>? _members;

    private BtfType(BtfIndex btf, int id, int named, KernelTypeKind kind, int size, bool signed)
        : base(BtfSpelling.Spell(btf, named), kind, size, signed)
    {
        _btf = btf;
        _id = id;
    }

    /// <inheritdoc/>
    public override KernelType? Target => _target ??= Kind switch
    {
        KernelTypeKind.Pointer => Of(_btf, _btf.ReferenceOf(_id)),
        KernelTypeKind.Array => Of(_btf, (int)_btf.TailOf(_id, 0)),
        _ => null,
    };

    /// <inheritdoc/>
    public override bool IsTypedPointer
    {
        get
        {
            var id = Kind == KernelTypeKind.Pointer ? _btf.ReferenceOf(_id) : 0;
            while (_btf.KindOf(id) is BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict)
                id = _btf.ReferenceOf(id);
            return _btf.KindOf(id) == BtfKind.Struct;
        }
    }

    /// <inheritdoc/>
    public override int Length => Kind == KernelTypeKind.Array ? (int)_btf.TailOf(_id, 2) : 0;

    /// <inheritdoc/>
    public override IReadOnlyList<KernelMember> Members => _members ??= Kind == KernelTypeKind.Struct ? [.. Enumerable.Range(0, _btf.MembersOf(_id)).Select(Member)] : [];

    /// <inheritdoc/>
    public override IReadOnlyList<KernelEnumerator> Enumerators =>
        Kind == KernelTypeKind.Enum ? [.. Enumerable.Range(0, _btf.MembersOf(_id)).Select(i => new KernelEnumerator(_btf.MemberNameOf(_id, i), _btf.EnumeratorOf(_id, i)))] : [];

    /// <summary>The type of that id.</summary>
    public static KernelType Of(BtfIndex btf, int id)
    {
        var plain = Peel(btf, id);
        return btf.KindOf(plain) switch
        {
            BtfKind.Void => new KernelType(BtfSpelling.Spell(btf, id), KernelTypeKind.Void, 0, false),
            BtfKind.Integer => Integer(btf, plain, id),
            BtfKind.Pointer => new BtfType(btf, plain, id, KernelTypeKind.Pointer, 8, false),
            BtfKind.Enum or BtfKind.Enum64 => new BtfType(btf, plain, id, KernelTypeKind.Enum, btf.SizeOf(plain), btf.FlagOf(plain)),
            BtfKind.Struct or BtfKind.Union => new BtfType(btf, plain, id, KernelTypeKind.Struct, btf.SizeOf(plain), false),
            BtfKind.Array => new BtfType(btf, plain, id, KernelTypeKind.Array, (int)btf.TailOf(plain, 2) * Of(btf, (int)btf.TailOf(plain, 0)).Size, false),
            BtfKind.Forward => Defined(btf, plain, id),
            BtfKind.Float => new KernelType(BtfSpelling.Spell(btf, id), KernelTypeKind.Other, btf.SizeOf(plain), true),
            _ => new KernelType(BtfSpelling.Spell(btf, id), KernelTypeKind.Other, 0, false),
        };
    }

    /// <summary>By name, without making the other members.</summary>
    public override KernelMember? FindMember(string name)
    {
        if (Kind != KernelTypeKind.Struct)
            return null;
        var count = _btf.MembersOf(_id);
        for (var i = 0; i < count; i++)
        {
            var empty = _btf.TailOf(_id, 3 * i) == 0;
            if (!empty && _btf.MemberNameOf(_id, i) == name)
                return Member(i);
            if (empty && Member(i) is var nameless && nameless.Type.FindMember(name) is { } inner)
                return inner with { BitOffset = inner.BitOffset + nameless.BitOffset };
        }

        return null;
    }

    /// <inheritdoc/>
    /// <remarks>Of a structure with hundreds of members, only the one at the offset is made. Members are sorted by where they begin.</remarks>
    protected override IEnumerable<KernelMember> MembersAround(int offset)
    {
        var count = Kind == KernelTypeKind.Struct ? _btf.MembersOf(_id) : 0;
        for (var i = 0; i < count && Start(i) <= offset; i++)
            if (i + 1 == count || Start(i + 1) > offset)
                yield return Member(i);

        int Start(int index) => (int)(_btf.TailOf(_id, (3 * index) + 2) & (_btf.FlagOf(_id) ? 0xffffff : uint.MaxValue)) / 8;
    }

    public bool Equals(BtfType? other) => other is not null && other._id == _id && ReferenceEquals(other._btf, _btf);

    public override int GetHashCode() => _id;

    // With the flag, a member's offset word holds the width of its bit field in the upper byte (btf_member, Documentation/bpf/btf.rst).
    private KernelMember Member(int index)
    {
        var offset = _btf.TailOf(_id, (3 * index) + 2);
        var type = Of(_btf, (int)_btf.TailOf(_id, (3 * index) + 1));
        return _btf.FlagOf(_id)
            ? new KernelMember(_btf.MemberNameOf(_id, index), type, (int)(offset & 0xffffff), (int)(offset >> 24))
            : new KernelMember(_btf.MemberNameOf(_id, index), type, (int)offset);
    }

    /// <summary>What is only declared in one place may be defined in another.</summary>
    private static KernelType Defined(BtfIndex btf, int forward, int named)
    {
        var id = btf.FindType(btf.NameOf(forward), btf.FlagOf(forward) ? BtfKind.Union : BtfKind.Struct);
        return id == 0 ? new KernelType(BtfSpelling.Spell(btf, named), KernelTypeKind.Other, 0, false) : Of(btf, id);
    }

    private static KernelType Integer(BtfIndex btf, int id, int named)
    {
        // BTF_INT_SIGNED and BTF_INT_BOOL, include/uapi/linux/btf.h: the encoding is in bits 24-27 of the word after the type.
        var encoding = (btf.TailOf(id, 0) >> 24) & 15;
        return new KernelType(BtfSpelling.Spell(btf, named), encoding == 4 ? KernelTypeKind.Boolean : KernelTypeKind.Integer, btf.SizeOf(id), encoding == 1);
    }

    private static int Peel(BtfIndex btf, int id)
    {
        for (var depth = 0; depth < BtfSpelling.DeepestNesting; depth++)
        {
            if (btf.KindOf(id) is not (BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict or BtfKind.TypeTag))
                return id;
            id = btf.ReferenceOf(id);
        }

        throw new InvalidDataException($"BTF type {id} refers to itself.");
    }
}
