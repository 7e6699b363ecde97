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

    private readonly ReadOnlyMemory<byte> _data;
    private readonly int _types;
    private readonly int _strings;
    private readonly int _stringsLength;
    private readonly List<int> _strides = [];
    private readonly int[] _functionNames;
    private readonly int[] _functionIds;

    /// <summary>Indexes BTF; <paramref name="data"/> is kept, not copied.</summary>
    /// <exception cref="InvalidDataException">Not BTF, cut off, or of a kind that this index does not know.</exception>
    public BtfIndex(ReadOnlyMemory<byte> data)
    {
        _data = data;
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

        var words = MemoryMarshal.Cast<byte, uint>(data.Span.Slice(_types, (int)typesLength));
        var fixedTail = FixedTail;
        var memberTail = MemberTail;
        var names = GC.AllocateUninitializedArray<int>(words.Length / 12);
        var ids = GC.AllocateUninitializedArray<int>(words.Length / 12);
        var functions = 0;
        var id = 1;
        var at = 0;
        for (; at + TypeWords <= words.Length; id++)
        {
            if (id % Stride == 1)
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
        var strings = _data.Span.Slice(_strings, _stringsLength);
        var wanted = Encoding.UTF8.GetBytes($"\0{name}\0");
        for (var from = 0; ;)
        {
            var found = strings[from..].IndexOf(wanted);
            if (found < 0)
                return 0;
            var offset = from + found + 1;
            var index = _functionNames.AsSpan().IndexOf(offset);
            if (index >= 0)
                return _functionIds[index];
            from = offset;
        }
    }

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

    private ReadOnlySpan<byte> TextBytes(int offset)
    {
        if ((uint)offset >= (uint)_stringsLength)
            throw new InvalidDataException($"A BTF name lies at {offset}, beyond the {_stringsLength} bytes of strings.");
        var rest = _data.Span.Slice(_strings + offset, _stringsLength - offset);
        var end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    private uint HeaderWord(int offset) => MemoryMarshal.Read<uint>(_data.Span[offset..]);

    private uint Word(int id, int index)
    {
        if (id < 1 || id >= Count)
            throw new InvalidDataException($"There is no BTF type {id}, only {Count}.");
        var words = MemoryMarshal.Cast<byte, uint>(_data.Span[_types..]);
        var at = _strides[(id - 1) / Stride];
        for (var skip = (id - 1) % Stride; skip > 0; skip--)
        {
            var info = words[at + 1];
            var kind = (int)(info >> 24) & 31;
            at += TypeWords + FixedTail[kind] + (MemberTail[kind] * (int)(info & 0xffff));
        }

        return words[at + index];
    }
}
