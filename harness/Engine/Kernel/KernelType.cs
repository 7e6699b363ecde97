namespace Conformance.Engine.Kernel;

/// <summary>
/// A C type, of the kernel or defined in the script. Its spelling, kind, size in bytes (0 for void and for what is only declared) and sign are known at once;
/// what it refers to is looked up when asked for, because the types of a kernel hang together as one graph of a hundred thousand.
/// </summary>
public record KernelType(string Spelling, KernelTypeKind Kind, int Size, bool Signed)
{
    /// <summary>What a pointer points to or an array is made of; <c>null</c> for other types.</summary>
    public virtual KernelType? Target => null;

    /// <summary>Elements of an array; 0 for other types and for flexible arrays.</summary>
    public virtual int Length => 0;

    /// <summary>Whether it is a pointer through which the verifier lets programs load members directly: to a structure that BTF describes, without a tag that says otherwise.</summary>
    public virtual bool IsTypedPointer => false;

    /// <summary>Members of a structure or union, as declared.</summary>
    public virtual IReadOnlyList<KernelMember> Members => [];

    /// <summary>Names and values of an enum.</summary>
    public virtual IReadOnlyList<KernelEnumerator> Enumerators => [];

    /// <summary>The member of that name, those of nameless members included, with its offset from the start of this type; or <c>null</c>.</summary>
    public virtual KernelMember? FindMember(string name)
    {
        foreach (var member in Members)
        {
            if (member.Name == name)
                return member;
            if (member.Name.Length == 0 && member.Type.FindMember(name) is { } inner)
                return inner with { BitOffset = inner.BitOffset + member.BitOffset };
        }

        return null;
    }

    /// <summary>
    /// Whether the verifier lets a program load so many bytes at that offset through a typed pointer: exactly one number or pointer, reached through structures only. Stricter than
    /// btf_struct_walk (kernel/bpf/btf.c) on any kernel: unions, arrays and bit fields differ between them.
    /// </summary>
    public bool CanLoad(int offset, int size)
    {
        foreach (var member in Spelling.StartsWith("union", StringComparison.Ordinal) ? [] : MembersAround(offset))
        {
            var start = member.BitOffset / 8;
            if (offset < start || offset >= start + Math.Max(1, member.Type.Size))
                continue;
            if (member.Type.Kind == KernelTypeKind.Struct)
                return member.Type.CanLoad(offset - start, size);
            return member.BitSize == 0 && member.BitOffset % 8 == 0 && member.Type.IsScalar && offset == start && size == member.Type.Size;
        }

        return false;
    }

    /// <summary>Members of a structure that may reach to that byte, and perhaps others.</summary>
    protected virtual IEnumerable<KernelMember> MembersAround(int offset) => Members;

    /// <summary>Whether values of it are single numbers.</summary>
    public bool IsScalar => Kind is KernelTypeKind.Integer or KernelTypeKind.Boolean or KernelTypeKind.Enum or KernelTypeKind.Pointer;

    /// <summary>Whether it is an array of characters, which scripts read as a string.</summary>
    public bool IsText => Kind == KernelTypeKind.Array && Target is { Kind: KernelTypeKind.Integer, Size: 1 } element && element.Spelling.EndsWith("char", StringComparison.Ordinal);

    /// <inheritdoc/>
    public sealed override string ToString() => Spelling;
}

/// <summary>One member of a structure or union.</summary>
/// <param name="Name">Empty for a nameless structure or union, whose members are reached as if they were its owner's.</param>
/// <param name="BitOffset">From the start of the structure.</param>
/// <param name="BitSize">Width of a bit field; 0 for every other member.</param>
public sealed record KernelMember(string Name, KernelType Type, int BitOffset, int BitSize = 0)
{
    /// <summary>Whole bytes from the start of the structure.</summary>
    public int Offset => BitOffset / 8;
}

/// <summary>One named value of an enum.</summary>
public sealed record KernelEnumerator(string Name, long Value);

/// <summary>Coarse kinds of C types.</summary>
public enum KernelTypeKind
{
    Void,
    Integer,
    Boolean,
    Enum,
    Pointer,

    /// <summary>A structure or a union.</summary>
    Struct,
    Array,

    /// <summary>A floating-point number, a function, or a type that is only declared.</summary>
    Other,
}
