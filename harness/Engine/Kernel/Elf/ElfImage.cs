using System.Buffers.Binary;
using System.Text;

namespace Conformance.Engine.Kernel.Elf;

/// <summary>A section of an ELF file.</summary>
/// <param name="Link">Number of a section that belongs to it (a symbol table's names).</param>
internal readonly record struct ElfSection(string Name, uint Type, ulong Address, ulong Offset, ulong Size, int Link);

/// <summary>A part of the file that is mapped when the program runs (PT_LOAD).</summary>
internal readonly record struct ElfSegment(ulong Offset, ulong Address, ulong FileSize, ulong MemorySize, bool Executable);

/// <summary>
/// A program or library on disk, its tables read when asked for. 64-bit little-endian ELF, which is all that x86-64 and arm64 Linux runs natively
/// (gABI chapters 4 and 5; include/uapi/linux/elf.h). Every offset is checked, so that a broken file gives an error and never a crash. Safe for several threads.
/// </summary>
public sealed class ElfImage
{
    private const int HeaderSize = 64;
    private const int SectionHeaderSize = 64;
    private const int ProgramHeaderSize = 56;
    private const int NoBits = 8; // SHT_NOBITS

    private readonly ReadOnlyMemory<byte> _data;
    private readonly List<ElfSection> _sections = [];
    private readonly List<ElfSegment> _segments = [];
    private readonly Lazy<ElfSymbols> _symbols;
    private readonly Lazy<IReadOnlyList<UsdtProbe>> _usdt;

    /// <summary>Reads the headers.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or cut off.</exception>
    internal ElfImage(string path, ReadOnlyMemory<byte> data)
    {
        Path = path;
        _data = data;
        var bytes = data.Span;
        if (bytes.Length < HeaderSize || !bytes.StartsWith("\u007fELF"u8))
            throw new InvalidDataException($"{path} is no program or library (it has no ELF header)");
        if (bytes[4] != 2 || bytes[5] != 1)
            throw new InvalidDataException($"{path} is not a 64-bit little-endian ELF file, the only kind this engine reads");
        PositionIndependent = BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]) == 3; // ET_DYN
        Entry = Word(bytes, 24);
        ReadSegments(bytes);
        ReadSections(bytes);
        _symbols = new(() => ElfSymbols.Read(this));
        _usdt = new(() => UsdtNotes.Read(this));
    }

    /// <summary>As it was opened.</summary>
    public string Path { get; }

    /// <summary>Whether it is mapped at an address chosen at run time (libraries, PIE): then the addresses below are relative to that.</summary>
    public bool PositionIndependent { get; }

    /// <summary>Virtual address of the first instruction that runs; 0 for most libraries.</summary>
    public ulong Entry { get; }

    /// <summary>Its functions (<c>.symtab</c> and <c>.dynsym</c>).</summary>
    public ElfSymbols Symbols => _symbols.Value;

    /// <summary>Its statically defined probes (<c>.note.stapsdt</c>).</summary>
    public IReadOnlyList<UsdtProbe> Usdt => _usdt.Value;

    internal IReadOnlyList<ElfSection> Sections => _sections;

    /// <summary>Opens a file.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">It is no ELF file that can be understood.</exception>
    public static ElfImage Open(string path) => new(path, KernelFile.Read(path));

    /// <summary>Where in the file a virtual address lies, or <c>null</c> if nothing of the file is mapped there.</summary>
    public ulong? OffsetOf(ulong address)
    {
        foreach (var segment in _segments)
            if (address >= segment.Address && address - segment.Address < segment.FileSize)
                return address - segment.Address + segment.Offset;
        return null;
    }

    /// <summary>The virtual address at which a place of the file is mapped, or <c>null</c>. Code is preferred where two parts share a page.</summary>
    public ulong? AddressOf(ulong offset)
    {
        ulong? found = null;
        foreach (var segment in _segments)
            if (offset >= segment.Offset && offset - segment.Offset < segment.FileSize && (found is null || segment.Executable))
                found = offset - segment.Offset + segment.Address;
        return found;
    }

    internal ElfSection? Section(string name)
    {
        foreach (var section in _sections)
            if (section.Name == name)
                return section;
        return null;
    }

    /// <summary>The bytes of a section, as far as the file has them.</summary>
    internal ReadOnlySpan<byte> Contents(ElfSection section) =>
        section.Type == NoBits || section.Offset >= (ulong)_data.Length ? [] : _data.Span.Slice((int)section.Offset, (int)Math.Min(section.Size, (ulong)_data.Length - section.Offset));

    /// <summary>The text that begins at an offset of a table of names.</summary>
    internal static ReadOnlySpan<byte> NameAt(ReadOnlySpan<byte> names, uint offset)
    {
        if (offset >= (uint)names.Length)
            return [];
        var rest = names[(int)offset..];
        var end = rest.IndexOf((byte)0);
        return end < 0 ? rest : rest[..end];
    }

    private void ReadSegments(ReadOnlySpan<byte> bytes)
    {
        var table = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[56..]);
        for (var i = 0; i < count; i++)
        {
            var at = table + ((ulong)i * ProgramHeaderSize);
            if (at + ProgramHeaderSize > (ulong)bytes.Length || at + ProgramHeaderSize < at)
                throw new InvalidDataException($"{Path} is cut off in its program headers");
            var header = bytes[(int)at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) == 1) // PT_LOAD
                _segments.Add(new(Word(header, 8), Word(header, 16), Word(header, 32), Word(header, 40), (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) & 1) != 0));
        }
    }

    private void ReadSections(ReadOnlySpan<byte> bytes)
    {
        var table = Word(bytes, 40);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(bytes[60..]);
        int names = BinaryPrimitives.ReadUInt16LittleEndian(bytes[62..]);
        if (table == 0)
            return;
        if (table + SectionHeaderSize > (ulong)bytes.Length || table + SectionHeaderSize < table)
            throw new InvalidDataException($"{Path} is cut off before its section headers");
        // Numbers that do not fit the header stand in the first section (gABI, e_shnum and e_shstrndx).
        var first = bytes[(int)table..];
        if (count == 0)
            count = (int)Math.Min(Word(first, 32), int.MaxValue);
        if (names == 0xffff)
            names = (int)BinaryPrimitives.ReadUInt32LittleEndian(first[40..]);
        if ((ulong)count * SectionHeaderSize > (ulong)bytes.Length - table)
            throw new InvalidDataException($"{Path} is cut off in its section headers");
        var headers = bytes.Slice((int)table, count * SectionHeaderSize);
        ReadOnlySpan<byte> nameTable = [];
        if (names < count)
            nameTable = Contents(Header(headers, names, ""));
        for (var i = 0; i < count; i++)
            _sections.Add(Header(headers, i, Encoding.UTF8.GetString(NameAt(nameTable, BinaryPrimitives.ReadUInt32LittleEndian(headers[(i * SectionHeaderSize)..])))));
    }

    private static ElfSection Header(ReadOnlySpan<byte> headers, int index, string name)
    {
        var header = headers[(index * SectionHeaderSize)..];
        return new(name, BinaryPrimitives.ReadUInt32LittleEndian(header[4..]), Word(header, 16), Word(header, 24), Word(header, 32), (int)BinaryPrimitives.ReadUInt32LittleEndian(header[40..]));
    }

    private static ulong Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
