using System.Buffers.Binary;
using System.Text;

namespace Conformance.Engine.Kernel.Elf;

/// <summary>The variables of an ELF file by name: entries of type STT_OBJECT (gABI, chapter 4) in <c>.symtab</c> and <c>.dynsym</c>.</summary>
internal static class ElfObjects
{
    private const int EntrySize = 24; // Elf64_Sym
    private const uint SymbolTable = 2; // SHT_SYMTAB
    private const uint DynamicSymbols = 11; // SHT_DYNSYM
    private const int Object = 1; // STT_OBJECT

    /// <summary>The variable of that name, or <c>null</c>.</summary>
    public static ElfSymbol? Find(ElfImage image, string name)
    {
        var wanted = Encoding.UTF8.GetBytes(name);
        foreach (var section in image.Sections)
        {
            if (section.Type is not (SymbolTable or DynamicSymbols) || section.Link >= image.Sections.Count)
                continue;
            var table = image.Contents(section);
            var names = image.Contents(image.Sections[section.Link]);
            for (var i = 0; i + EntrySize <= table.Length; i += EntrySize)
            {
                var symbol = table.Slice(i, EntrySize);
                if ((symbol[4] & 15) == Object && BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]) != 0
                    && ElfImage.NameAt(names, BinaryPrimitives.ReadUInt32LittleEndian(symbol)).SequenceEqual(wanted))
                    return new ElfSymbol(name, BinaryPrimitives.ReadUInt64LittleEndian(symbol[8..]), BinaryPrimitives.ReadUInt64LittleEndian(symbol[16..]));
            }
        }

        return null;
    }
}
