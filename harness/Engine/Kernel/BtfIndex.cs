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
    private const int TypeSize = 12;

    // Bytes that follow a type and that follow each of its members, by kind; a kind beyond the table ends the index with an error.
    private static ReadOnlySpan<byte> FixedTail => [0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0];

    private static ReadOnlySpan<byte> MemberTail => [0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12];

    private readonly byte[] _data;
    private readonly int _strings;
    private readonly int _stringsLength;
    private readonly int[] _offsets;
    private readonly int[] _functionNames;
    private readonly int[] _functionIds;

    /// <summary>Indexes BTF; <paramref name="data"/> is kept, not copied.</summary>
    /// <exception cref="InvalidDataException">Not BTF, cut off, or of a kind that this index does not know.</exception>
    public BtfIndex(byte[] data)
    {
        _data = data;
        if (data.Length < HeaderSize || BitConverter.ToUInt16(data) != Magic)
            throw new InvalidDataException("The data does not begin with the BTF magic number eb9f in this machine's byte order.");
        long header = BitConverter.ToUInt32(data, 4);
        var types = header + BitConverter.ToUInt32(data, 8);
        long typesLength = BitConverter.ToUInt32(data, 12);
        var strings = header + BitConverter.ToUInt32(data, 16);
        long stringsLength = BitConverter.ToUInt32(data, 20);
        if (types + typesLength > data.Length || strings + stringsLength > data.Length || stringsLength == 0)
            throw new InvalidDataException($"The BTF is cut off: its header speaks of more than the {data.Length} bytes that are there.");
        _strings = (int)strings;
        _stringsLength = (int)stringsLength;

        // Types take at least 12 bytes each; about two in five of a kernel's are functions. Both lists grow if a guess is too small.
        var offsets = new List<int>((int)typesLength / 20) { 0 };
        var names = new List<int>((int)typesLength / 50);
        var ids = new List<int>((int)typesLength / 50);
        var end = (int)(types + typesLength);
        for (var at = (int)types; at < end;)
        {
            if (at + TypeSize > end)
                throw new InvalidDataException($"BTF type {offsets.Count} is cut off.");
            var info = Word(at + 4);
            var kind = (int)(info >> 24) & 31;
            if (kind == 0 || kind >= FixedTail.Length)
                throw new InvalidDataException($"BTF type {offsets.Count} is of kind {kind}, which this engine does not know.");
            if (kind == (int)BtfKind.Function)
            {
                names.Add((int)Word(at));
                ids.Add(offsets.Count);
            }

            offsets.Add(at);
            at += TypeSize + FixedTail[kind] + (MemberTail[kind] * (int)(info & 0xffff));
        }

        _offsets = [.. offsets];
        _functionNames = [.. names];
        _functionIds = [.. ids];
    }

    /// <summary>Number of types, with void.</summary>
    public int Count => _offsets.Length;

    /// <summary>Number of functions.</summary>
    public int FunctionCount => _functionIds.Length;

    /// <summary>Id of the function, or 0. BTF keeps each string once, so the name is looked for among the strings and its place among the functions.</summary>
    public int FindFunction(string name)
    {
        var strings = _data.AsSpan(_strings, _stringsLength);
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

    /// <summary>Names of all functions, in the order of their ids.</summary>
    public IEnumerable<string> FunctionNames()
    {
        foreach (var name in _functionNames)
            yield return Text(name);
    }

    public BtfKind KindOf(int id) => id == 0 ? BtfKind.Void : (BtfKind)((Word(Offset(id) + 4) >> 24) & 31);

    /// <summary>Number of members, parameters or values.</summary>
    public int MembersOf(int id) => (int)(Word(Offset(id) + 4) & 0xffff);

    /// <summary>The flag whose meaning depends on the kind (an enum's: signed).</summary>
    public bool FlagOf(int id) => Word(Offset(id) + 4) >> 31 != 0;

    /// <summary>Size in bytes, for kinds that have one.</summary>
    public int SizeOf(int id) => (int)Word(Offset(id) + 8);

    /// <summary>The type this one refers to, for kinds that do.</summary>
    public int ReferenceOf(int id) => (int)Word(Offset(id) + 8);

    public string NameOf(int id) => Text((int)Word(Offset(id)));

    /// <summary>Word number <paramref name="index"/> after the type's own three.</summary>
    public uint TailOf(int id, int index) => Word(Offset(id) + TypeSize + (4 * index));

    public string Text(int nameOffset)
    {
        if ((uint)nameOffset >= (uint)_stringsLength)
            throw new InvalidDataException($"A BTF name lies at {nameOffset}, beyond the {_stringsLength} bytes of strings.");
        var rest = _data.AsSpan(_strings + nameOffset, _stringsLength - nameOffset);
        var end = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? rest : rest[..end]);
    }

    private int Offset(int id) =>
        (uint)id < (uint)_offsets.Length ? _offsets[id] : throw new InvalidDataException($"There is no BTF type {id}, only {_offsets.Length}.");

    private uint Word(int offset) => MemoryMarshal.Read<uint>(_data.AsSpan(offset));
}
