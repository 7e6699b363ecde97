using System.Text;

namespace Conformance.Engine.ObjectFile;

/// <summary>A relocatable ELF file for the BPF machine, put together section by section. Numbers: System V ABI (elf.h), Documentation/bpf/llvm_reloc.rst.</summary>
internal sealed class ElfFile
{
    public const uint ProgramBits = 1;
    public const ulong Allocated = 2;
    public const ulong Writable = 1;
    public const ulong Executable = 4;

    /// <summary>R_BPF_64_64: the constant of a 64-bit load.</summary>
    public const ulong LoadedAddress = 1;

    /// <summary>R_BPF_64_ABS64: eight bytes of data.</summary>
    public const ulong PlainAddress = 2;

    /// <summary>R_BPF_64_32: the function that an instruction calls.</summary>
    public const ulong CalledFunction = 10;

    private const uint SymbolTable = 2;
    private const uint StringTable = 3;
    private const uint Relocations = 9;
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int SymbolSize = 24;
    private const ushort Relocatable = 1;
    private const ushort BpfMachine = 247;
    private const byte GlobalBinding = 1;

    private readonly List<Section> _sections = [new("", 0, 0, [], 0, 0, 0, 1)];
    private readonly List<byte[]> _symbols = [new byte[SymbolSize]];
    private readonly List<byte> _names = [0];

    /// <summary>What a symbol stands for: STT_OBJECT or STT_FUNC.</summary>
    public enum SymbolKind : byte
    {
        Object = 1,
        Function = 2,
    }

    private sealed record Section(string Name, uint Type, ulong Flags, byte[] Data, int Link, int Info, int EntrySize, int Alignment);

    /// <summary>Adds a section and returns its number.</summary>
    public int AddSection(string name, ulong flags, byte[] data, int alignment) => Add(new(name, ProgramBits, flags, data, 0, 0, 0, alignment));

    /// <summary>Adds a global symbol and returns its number.</summary>
    public int AddSymbol(string name, SymbolKind kind, int section, int value, int size)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(AddName(name));
        writer.Write((byte)((GlobalBinding << 4) | (byte)kind));
        writer.Write((byte)0);
        writer.Write((ushort)section);
        writer.Write((ulong)value);
        writer.Write((ulong)size);
        writer.Flush();
        _symbols.Add(stream.ToArray());
        return _symbols.Count - 1;
    }

    /// <summary>Adds the relocations of a section: at an offset, the address of a symbol.</summary>
    public void AddRelocations(int section, IReadOnlyList<(int Offset, int Symbol)> places, ulong kind) => AddRelocations(section, [.. places.Select(place => (place.Offset, place.Symbol, kind))]);

    /// <summary>Adds the relocations of a section, each of its kind.</summary>
    public void AddRelocations(int section, IReadOnlyList<(int Offset, int Symbol, ulong Kind)> places)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var (offset, symbol, kind) in places)
        {
            writer.Write((ulong)offset);
            writer.Write(((ulong)symbol << 32) | kind);
        }

        writer.Flush();
        // The symbol table comes last but one, see ToArray; its number is filled in there.
        Add(new(".rel" + _sections[section].Name, Relocations, 0, stream.ToArray(), -1, section, 16, 8));
    }

    /// <summary>The file.</summary>
    public byte[] ToArray()
    {
        var sections = _sections.ToList();
        var symbolTable = sections.Count;
        sections.Add(new(".symtab", SymbolTable, 0, [.. _symbols.SelectMany(s => s)], symbolTable + 1, 1, SymbolSize, 8));
        sections.Add(new(".strtab", StringTable, 0, [], 0, 0, 0, 1));
        var sectionNames = sections.ConvertAll(s => AddName(s.Name));
        sections[^1] = sections[^1] with { Data = [.. _names] };

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        stream.Position = HeaderSize;
        var offsets = new List<long>();
        foreach (var section in sections)
        {
            Align(stream, section.Alignment);
            offsets.Add(stream.Position);
            writer.Write(section.Data);
        }

        Align(stream, 8);
        var headers = stream.Position;
        for (var i = 0; i < sections.Count; i++)
        {
            var section = sections[i];
            writer.Write(sectionNames[i]);
            writer.Write(section.Type);
            writer.Write(section.Flags);
            writer.Write(0UL);
            writer.Write(i == 0 ? 0UL : (ulong)offsets[i]);
            writer.Write((ulong)section.Data.Length);
            writer.Write(section.Link < 0 ? symbolTable : section.Link);
            writer.Write(section.Info);
            writer.Write((ulong)section.Alignment);
            writer.Write((ulong)section.EntrySize);
        }

        stream.Position = 0;
        WriteHeader(writer, headers, sections.Count);
        writer.Flush();
        return stream.ToArray();
    }

    private static void WriteHeader(BinaryWriter writer, long sectionHeaders, int sections)
    {
        ReadOnlySpan<byte> identification = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        writer.Write(identification);
        writer.Write(Relocatable);
        writer.Write(BpfMachine);
        writer.Write(1);
        writer.Write(0UL);
        writer.Write(0UL);
        writer.Write((ulong)sectionHeaders);
        writer.Write(0);
        writer.Write((ushort)HeaderSize);
        writer.Write((ushort)0);
        writer.Write((ushort)0);
        writer.Write((ushort)SectionHeaderSize);
        writer.Write((ushort)sections);
        writer.Write((ushort)(sections - 1));
    }

    private static void Align(MemoryStream stream, int alignment)
    {
        while (stream.Position % alignment != 0)
            stream.WriteByte(0);
    }

    private int Add(Section section)
    {
        _sections.Add(section);
        return _sections.Count - 1;
    }

    private int AddName(string name)
    {
        var offset = _names.Count;
        _names.AddRange(Encoding.UTF8.GetBytes(name));
        _names.Add(0);
        return offset;
    }
}
