using System.Text;

namespace Conformance.Engine.ObjectFile;

/// <summary>Writes BTF: types and the strings they name. Ids start at 1, in the order of adding; 0 is void. Format: Documentation/bpf/btf.rst.</summary>
internal sealed class BtfBuilder
{
    // BTF_KIND_*, include/uapi/linux/btf.h.
    private const uint Integer = 1;
    private const uint Pointer = 2;
    private const uint Array = 3;
    private const uint Struct = 4;
    private const uint Function = 12;
    private const uint FunctionPrototype = 13;
    private const uint Variable = 14;
    private const uint DataSection = 15;

    private const uint SignedEncoding = 1;
    private const uint GlobalLinkage = 1;
    private const int HeaderSize = 24;

    private readonly List<uint> _types = [];
    private readonly Dictionary<string, uint> _offsets = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly List<byte> _strings = [0];
    private int _count;

    /// <summary>Offset of a string, added if it is new.</summary>
    public uint Text(string text)
    {
        if (_offsets.TryGetValue(text, out var offset))
            return offset;
        offset = (uint)_strings.Count;
        _strings.AddRange(Encoding.UTF8.GetBytes(text));
        _strings.Add(0);
        return _offsets[text] = offset;
    }

    /// <summary>A signed integer.</summary>
    public int AddInteger(string name, int bytes) => Add(Integer, name, 0, (uint)bytes, [(SignedEncoding << 24) | ((uint)bytes * 8)]);

    /// <summary>A pointer.</summary>
    public int AddPointer(int target) => Add(Pointer, "", 0, (uint)target, []);

    /// <summary>An array; <paramref name="index"/> is the type of its index.</summary>
    public int AddArray(int element, int index, int count) => Add(Array, "", 0, 0, [(uint)element, (uint)index, (uint)count]);

    /// <summary>A nameless structure of pointers.</summary>
    public int AddStruct(IReadOnlyList<(string Name, int Type)> members) =>
        Add(Struct, "", members.Count, (uint)members.Count * 8, [.. members.SelectMany((m, i) => new[] { Text(m.Name), (uint)m.Type, (uint)i * 64 })]);

    /// <summary>A function's type.</summary>
    public int AddPrototype(int returns, IReadOnlyList<(string Name, int Type)> parameters) =>
        Add(FunctionPrototype, "", parameters.Count, (uint)returns, [.. parameters.SelectMany(p => new[] { Text(p.Name), (uint)p.Type })]);

    /// <summary>A function, global or static (btf_func_linkage, include/uapi/linux/btf.h).</summary>
    public int AddFunction(string name, int prototype, bool isStatic = false) => Add(Function, name, isStatic ? 0 : (int)GlobalLinkage, (uint)prototype, []);

    /// <summary>A global variable.</summary>
    public int AddVariable(string name, int type) => Add(Variable, name, 0, (uint)type, [GlobalLinkage]);

    /// <summary>A section of variables: their ids, offsets and sizes.</summary>
    public int AddDataSection(string name, IReadOnlyList<(int Variable, int Offset, int Size)> variables) =>
        Add(DataSection, name, variables.Count, (uint)variables.Sum(v => v.Size), [.. variables.SelectMany(v => new[] { (uint)v.Variable, (uint)v.Offset, (uint)v.Size })]);

    /// <summary>The whole: header, types, strings.</summary>
    public byte[] ToArray()
    {
        var types = _types.Count * 4;
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write((ushort)0xeb9f);
        writer.Write((byte)1);
        writer.Write((byte)0);
        writer.Write(HeaderSize);
        writer.Write(0);
        writer.Write(types);
        writer.Write(types);
        writer.Write(_strings.Count);
        _types.ForEach(writer.Write);
        writer.Write(_strings.ToArray());
        writer.Flush();
        return stream.ToArray();
    }

    private int Add(uint kind, string name, int members, uint sizeOrType, ReadOnlySpan<uint> tail)
    {
        _types.Add(Text(name));
        _types.Add((kind << 24) | (uint)members);
        _types.Add(sizeOrType);
        _types.AddRange(tail);
        return ++_count;
    }
}
