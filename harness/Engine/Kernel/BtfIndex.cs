using System.Runtime.InteropServices;
using System.Text;

namespace Conformance.Engine.Kernel;

/// <summary>
/// Raw BTF made addressable in one pass: where each type starts, and which types are functions. Everything else is read from the bytes when asked
/// for, because a guest under emulation pays for every object built. Format: Documentation/bpf/btf.rst, include/uapi/linux/btf.h.
/// </summary>
internal sealed class BtfIndex
{
    private const ushort Magic = 0xeb9f;
    private const int HeaderSize = 24;
    private const int TypeWords = 3;

    // Words that follow a type and that follow each of its members, by kind; a kind beyond the table ends the index with an error.
    private static ReadOnlySpan<byte> FixedTail => [0, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0];

    private static ReadOnlySpan<byte> MemberTail => [0, 0, 0, 0, 3, 3, 2, 0, 0, 0, 0, 0, 0, 2, 0, 3, 0, 0, 0, 3];

    // One offset for so many types: any other is found by walking, and building the table costs next to nothing.
    private const int Stride = 16;

    private const int FewSearches = 4;

    private readonly ReadOnlyMemory<byte> _data;
    private readonly int _types;
    private readonly int _strings;
    private readonly int _stringsLength;
    private readonly int _typesLength;
    private readonly List<int> _strides = [];
    private readonly int[] _functionNames;
    private readonly int[] _functionIds;
    private readonly BtfIndex? _base;
    private readonly int _first;
    private readonly int _baseStrings;

    private volatile NameTable? _functionTable;
    private int _searches;

    // Words of the type section at which its named types lie, functions excepted: made when a type is first asked for by name.
    private List<(int Name, int Id)>? _named;

    /// <summary>Indexes BTF; <paramref name="data"/> is kept, not copied.</summary>
    /// <param name="kernel">For a module: the kernel's own BTF, on whose types and strings the module's numbers build.</param>
    /// <exception cref="InvalidDataException">Not BTF, cut off, or of a kind that this index does not know.</exception>
    public BtfIndex(ReadOnlyMemory<byte> data, BtfIndex? kernel = null)
    {
        _data = data;
        _base = kernel;
        _first = kernel?.Count ?? 1;
        _baseStrings = kernel?._stringsLength ?? 0;
        if (data.Length < HeaderSize || MemoryMarshal.Read<ushort>(data.Span) != Magic)
            throw new InvalidDataException("The data does not begin with the BTF magic number eb9f in this machine's byte order.");
        long header = HeaderWord(4);
        var types = header + HeaderWord(8);
        var typesLength = HeaderWord(12);
        var strings = header + HeaderWord(16);
        var stringsLength = HeaderWord(20);
        if (types + typesLength > data.Length || strings + stringsLength > data.Length || stringsLength == 0)
            throw new InvalidDataException($"The BTF is cut off: its header speaks of more than the {data.Length} bytes that are there.");
        _types = (int)types;
        _strings = (int)strings;
        _stringsLength = (int)stringsLength;
        _typesLength = (int)typesLength;

        var words = MemoryMarshal.Cast<byte, uint>(data.Span.Slice(_types, (int)typesLength));
        var fixedTail = FixedTail;
        var memberTail = MemberTail;
        var names = GC.AllocateUninitializedArray<int>(words.Length / 12);
        var ids = GC.AllocateUninitializedArray<int>(words.Length / 12);
        var functions = 0;
        var id = _first;
        var at = 0;
        for (; at + TypeWords <= words.Length; id++)
        {
            if ((id - _first) % Stride == 0)
                _strides.Add(at);
            var info = words[at + 1];
            var kind = (int)(info >> 24) & 31;
            if (kind == 0 || kind >= fixedTail.Length)
                throw new InvalidDataException($"BTF type {id} is of kind {kind}, which this engine does not know.");
            if (kind == (int)BtfKind.Function)
            {
                if (functions == names.Length)
                {
                    Array.Resize(ref names, (2 * functions) + 16);
                    Array.Resize(ref ids, (2 * functions) + 16);
                }

                names[functions] = (int)words[at];
                ids[functions++] = id;
            }

            at += TypeWords + fixedTail[kind] + (memberTail[kind] * (int)(info & 0xffff));
        }

        if (at != words.Length)
            throw new InvalidDataException($"The BTF is cut off in type {id}.");
        Count = id;
        _functionNames = names[..functions];
        _functionIds = ids[..functions];
    }

    /// <summary>Number of types, with void.</summary>
    public int Count { get; }

    /// <summary>Number of functions.</summary>
    public int FunctionCount => _functionIds.Length;

    /// <summary>Id of the function, or 0. BTF keeps each string once, so the name is looked for among the strings and its place among the functions.</summary>
    public int FindFunction(string name)
    {
        // Looking through all strings costs as much as an index of all functions, which many lookups (a wildcard) share.
        if (_functionTable is null && ++_searches > FewSearches)
            _functionTable = NameTable.Of(FunctionCount, FunctionName);
        if (_functionTable is { } table)
            return table.Find(Encoding.UTF8.GetBytes(name), FunctionName) is var found and >= 0 ? _functionIds[found] : 0;
        for (var offset = NextText(name, -1); offset >= 0; offset = NextText(name, offset))
            if (_functionNames.AsSpan().IndexOf(offset) is var index and >= 0)
                return _functionIds[index];
        return 0;
    }

    private ReadOnlySpan<byte> FunctionName(int index) => TextBytes(_functionNames[index]);

    /// <summary>Id of the type of that name and kind, or 0. A module's own types come before the kernel's.</summary>
    public int FindType(string name, BtfKind kind)
    {
        _named ??= CollectNamed();
        for (var offset = NextText(name, -1); offset >= 0; offset = NextText(name, offset))
            foreach (var (text, id) in _named)
                if (text == offset && KindOf(id) == kind)
                    return id;
        return _base?.FindType(name, kind) ?? 0;
    }

    /// <summary>The enum that has a constant of that name, and its value.</summary>
    public (int Enum, long Value)? FindEnumerator(string name)
    {
        _named ??= CollectNamed();
        for (var offset = NextText(name, -1); offset >= 0; offset = NextText(name, offset))
            foreach (var (_, id) in _named)
                if (KindOf(id) is var kind and (BtfKind.Enum or BtfKind.Enum64))
                    for (var i = 0; i < MembersOf(id); i++)
                        if (TailOf(id, (kind == BtfKind.Enum ? 2 : 3) * i) == offset)
                            return (id, EnumeratorOf(id, i));
        return _base?.FindEnumerator(name);
    }

    /// <summary>The value of an enum's constant.</summary>
    public long EnumeratorOf(int id, int index) => KindOf(id) == BtfKind.Enum64
        ? (long)(TailOf(id, (3 * index) + 1) | ((ulong)TailOf(id, (3 * index) + 2) << 32))
        : FlagOf(id) ? (int)TailOf(id, (2 * index) + 1) : TailOf(id, (2 * index) + 1);

    /// <summary>The name of a member, or of an enum's constant.</summary>
    public string MemberNameOf(int id, int index) => Text((int)TailOf(id, (KindOf(id) == BtfKind.Enum ? 2 : 3) * index));

    /// <summary>Names of the functions that fit a glob, in the order of their ids. Compares bytes: to make each name a string first would cost more than the rest.</summary>
    public IReadOnlyList<string> FunctionsLike(string pattern)
    {
        var wanted = Encoding.UTF8.GetBytes(pattern);
        var names = new List<string>();
        foreach (var offset in _functionNames)
        {
            var name = TextBytes(offset);
            if (Glob.Matches(wanted, name))
                names.Add(Encoding.UTF8.GetString(name));
        }

        return names;
    }

    public BtfKind KindOf(int id) => id == 0 ? BtfKind.Void : (BtfKind)((Word(id, 1) >> 24) & 31);

    /// <summary>Number of members, parameters or values.</summary>
    public int MembersOf(int id) => (int)(Word(id, 1) & 0xffff);

    /// <summary>The flag whose meaning depends on the kind (an enum's: signed).</summary>
    public bool FlagOf(int id) => Word(id, 1) >> 31 != 0;

    /// <summary>Size in bytes, for kinds that have one.</summary>
    public int SizeOf(int id) => (int)Word(id, 2);

    /// <summary>The type this one refers to, for kinds that do.</summary>
    public int ReferenceOf(int id) => (int)Word(id, 2);

    public string NameOf(int id) => Text((int)Word(id, 0));

    /// <summary>Word number <paramref name="index"/> after the type's own three.</summary>
    public uint TailOf(int id, int index) => Word(id, TypeWords + index);

    public string Text(int nameOffset) => Encoding.UTF8.GetString(TextBytes(nameOffset));

    /// <summary>
    /// Where that text stands among the strings after <paramref name="after"/>, or -1. BTF keeps each string once, but a string may also be the end of a longer one's bytes
    /// in a broken file, so callers go on until it fits.
    /// </summary>
    private int NextText(string text, int after)
    {
        var strings = _data.Span.Slice(_strings, _stringsLength);
        var from = after < 0 ? 0 : after - _baseStrings;
        var found = strings[from..].IndexOf(Encoding.UTF8.GetBytes($"\0{text}\0"));
        return found < 0 ? -1 : from + found + 1 + _baseStrings;
    }

    /// <summary>One more pass over the types: what a script can name, and enums, named or not.</summary>
    private List<(int Name, int Id)> CollectNamed()
    {
        var words = MemoryMarshal.Cast<byte, uint>(_data.Span.Slice(_types, _typesLength));
        var named = new List<(int, int)>();
        for (int at = 0, id = _first; at + TypeWords <= words.Length; id++)
        {
            var kind = (int)(words[at + 1] >> 24) & 31;
            if ((BtfKind)kind is BtfKind.Enum or BtfKind.Enum64 || (words[at] != 0 && (BtfKind)kind is BtfKind.Struct or BtfKind.Union or BtfKind.Typedef or BtfKind.Integer))
                named.Add(((int)words[at], id));
            at += TypeWords + FixedTail[kind] + (MemberTail[kind] * (int)(words[at + 1] & 0xffff));
        }

        return named;
    }

    private ReadOnlySpan<byte> TextBytes(int offset)
    {
        if (offset < _baseStrings)
            return _base!.TextBytes(offset);
        offset -= _baseStrings;
        if ((uint)offset >= (uint)_stringsLength)
            throw new InvalidDataException($"A BTF name lies at {offset}, beyond the {_stringsLength} bytes of strings.");
        var rest = _data.Span.Slice(_strings + offset, _stringsLength - offset);
        var end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    private uint HeaderWord(int offset) => MemoryMarshal.Read<uint>(_data.Span[offset..]);

    private uint Word(int id, int index)
    {
        if (id < _first && _base is not null)
            return _base.Word(id, index);
        if (id < _first || id >= Count)
            throw new InvalidDataException($"There is no BTF type {id}, only {Count}.");
        var words = MemoryMarshal.Cast<byte, uint>(_data.Span[_types..]);
        var at = _strides[(id - _first) / Stride];
        for (var skip = (id - _first) % Stride; skip > 0; skip--)
        {
            var info = words[at + 1];
            var kind = (int)(info >> 24) & 31;
            at += TypeWords + FixedTail[kind] + (MemberTail[kind] * (int)(info & 0xffff));
        }

        return words[at + index];
    }
}
