using System.Buffers.Binary;
using System.Text;

namespace Conformance.Engine.Kernel.Elf;

/// <summary>A function of a program or library.</summary>
/// <param name="Address">Virtual address as the file says it; relative to where the file is mapped if it is position independent.</param>
/// <param name="Size">Bytes; 0 where the file does not say.</param>
public readonly record struct ElfSymbol(string Name, ulong Address, ulong Size);

/// <summary>The functions of one ELF file by address and by name, out of <c>.symtab</c> and <c>.dynsym</c>. Names become strings only when they are answers.</summary>
public sealed class ElfSymbols
{
    private const int EntrySize = 24; // Elf64_Sym
    private const uint SymbolTable = 2; // SHT_SYMTAB
    private const uint DynamicSymbols = 11; // SHT_DYNSYM

    private readonly Entry[] _byAddress;
    private readonly ElfImage _image;

    private ElfSymbols(ElfImage image, Entry[] byAddress)
    {
        _image = image;
        _byAddress = byAddress;
    }

    /// <summary>Number of entries; a stripped program may have none.</summary>
    public int Count => _byAddress.Length;

    /// <summary>The function that an address lies in, or <c>null</c>. A function of unknown size reaches to the next one.</summary>
    public ElfSymbol? Find(ulong address)
    {
        var (low, high) = (0, _byAddress.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_byAddress[middle].Address <= address)
                low = middle + 1;
            else
                high = middle;
        }

        // Functions may be nested in others' sizes (cold parts, aliases): the nearest start that reaches the address wins.
        for (var i = low - 1; i >= 0 && i >= low - 8; i--)
        {
            var entry = _byAddress[i];
            if (entry.Size != 0 ? address - entry.Address < entry.Size : i == low - 1)
                return Symbol(entry);
        }

        return null;
    }

    /// <summary>The function of that name, or <c>null</c>; a version behind the name (<c>memcpy@@GLIBC_2.14</c>) does not count.</summary>
    public ElfSymbol? Find(string name)
    {
        var wanted = Encoding.UTF8.GetBytes(name);
        foreach (var entry in _byAddress)
            if (Plain(NameOf(entry)).SequenceEqual(wanted))
                return Symbol(entry);
        return null;
    }

    /// <summary>Functions whose names fit a glob, in the order of their addresses, each name once.</summary>
    public IReadOnlyList<ElfSymbol> Like(string pattern)
    {
        var wanted = Encoding.UTF8.GetBytes(pattern);
        var found = new List<ElfSymbol>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in _byAddress)
            if (Glob.Matches(wanted, Plain(NameOf(entry))) && Symbol(entry) is var symbol && names.Add(symbol.Name))
                found.Add(symbol);
        return found;
    }

    internal static ElfSymbols Read(ElfImage image)
    {
        var entries = new List<Entry>();
        for (var i = 0; i < image.Sections.Count; i++)
        {
            var section = image.Sections[i];
            if (section.Type is SymbolTable or DynamicSymbols && section.Link < image.Sections.Count)
                Collect(image.Contents(section), section.Link, section.Type == SymbolTable, entries);
        }

        entries.Sort(static (a, b) => a.Address != b.Address ? a.Address.CompareTo(b.Address) : a.Rank.CompareTo(b.Rank));
        return new(image, [.. entries]);
    }

    private static void Collect(ReadOnlySpan<byte> table, int names, bool complete, List<Entry> entries)
    {
        for (var i = 0; i + EntrySize <= table.Length; i += EntrySize)
        {
            var symbol = table.Slice(i, EntrySize);
            // STT_FUNC and STT_GNU_IFUNC that are defined here.
            if ((symbol[4] & 15) is not (2 or 10) || BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) == 0)
                continue;
            // Where names share a place: global before weak before local, and the complete table before the dynamic one.
            var binding = symbol[4] >> 4;
            var rank = (binding == 1 ? 0 : binding == 2 ? 2 : 4) + (complete ? 0 : 1);
            entries.Add(new(
                BinaryPrimitives.ReadUInt64LittleEndian(symbol[8..]), BinaryPrimitives.ReadUInt64LittleEndian(symbol[16..]), BinaryPrimitives.ReadUInt32LittleEndian(symbol), names, rank));
        }
    }

    private ReadOnlySpan<byte> NameOf(Entry entry) => ElfImage.NameAt(_image.Contents(_image.Sections[entry.Names]), entry.Name);

    private static ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> name)
    {
        var version = name.IndexOf((byte)'@');
        return version < 0 ? name : name[..version];
    }

    private ElfSymbol Symbol(Entry entry) => new(Encoding.UTF8.GetString(Plain(NameOf(entry))), entry.Address, entry.Size);

    private readonly record struct Entry(ulong Address, ulong Size, uint Name, int Names, int Rank);
}
