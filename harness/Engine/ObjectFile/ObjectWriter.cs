namespace Conformance.Engine.ObjectFile;

/// <summary>Writes a <see cref="BpfObject"/> as the ELF file that clang would have made of it: libbpf and bpftool load it, llvm-objdump reads it, and its BTF ties each instruction to a line of the script.</summary>
public static class ObjectWriter
{
    private const string LicenseSymbol = "_license";

    /// <summary>The file's bytes.</summary>
    /// <param name="directory">Where a relative name of the script starts from, for whoever shows its lines.</param>
    public static byte[] Write(BpfObject script, string directory = "/")
    {
        var elf = new ElfFile();
        var btf = new BtfBuilder();
        var integer = btf.AddInteger("int", 4);
        var types = new FunctionTypes(btf, integer);

        var taken = new HashSet<string>(StringComparer.Ordinal) { LicenseSymbol };
        WriteLicense(elf);
        var maps = WriteMaps(elf, btf, script.Maps, integer, taken);
        var code = new ObjectCode(elf, btf, script, maps);
        code.Write(name => Identifier(name, taken), types);

        var extension = BtfExtension.Write(btf, code.Debug);
        elf.AddSection(".BTF", 0, btf.ToArray(), 4);
        elf.AddSection(".BTF.ext", 0, extension, 4);
        WriteDwarf(elf, script, code.Places, directory);
        return elf.ToArray();
    }

    private static void WriteLicense(ElfFile elf)
    {
        var license = "GPL\0"u8.ToArray();
        var section = elf.AddSection("license", ElfFile.Allocated | ElfFile.Writable, license, 1);
        elf.AddSymbol(LicenseSymbol, ElfFile.SymbolKind.Object, section, 0, license.Length);
    }

    /// <summary>One variable a map, its numbers hidden in the lengths of arrays (libbpf's BTF-defined maps, tools/lib/bpf/bpf_helpers.h: __uint). Returns the symbols.</summary>
    private static List<int> WriteMaps(ElfFile elf, BtfBuilder btf, IReadOnlyList<BpfMap> maps, int integer, HashSet<string> taken)
    {
        var variables = new List<(int, int, int)>();
        var names = new List<(string Name, int Offset, int Size)>();
        var offset = 0;
        foreach (var map in maps.Where(map => !map.ByAddress))
        {
            (string, int)[] numbers =
            [
                ("type", (int)map.Type), ("key_size", map.KeySize), ("value_size", map.ValueSize), ("max_entries", map.MaxEntries), ("map_flags", (int)map.Flags),
            ];
            var members = numbers.Where(n => n.Item2 != 0).Select(n => (n.Item1, btf.AddPointer(btf.AddArray(integer, integer, n.Item2)))).ToList();
            var size = members.Count * 8;
            var name = Identifier(map.Name, taken);
            variables.Add((btf.AddVariable(name, btf.AddStruct(members)), offset, size));
            names.Add((name, offset, size));
            offset += size;
        }

        var symbols = new Queue<int>();
        if (names.Count > 0)
        {
            btf.AddDataSection(".maps", variables);
            var section = elf.AddSection(".maps", ElfFile.Allocated | ElfFile.Writable, new byte[offset], 8);
            names.ForEach(n => symbols.Enqueue(elf.AddSymbol(n.Name, ElfFile.SymbolKind.Object, section, n.Offset, n.Size)));
        }

        return [.. maps.Select(map => map.ByAddress ? WriteVariable(elf, btf, map, integer, taken) : symbols.Dequeue())];
    }

    /// <summary>A map whose entry is reached by its address is a global variable: loaders make the map themselves.</summary>
    private static int WriteVariable(ElfFile elf, BtfBuilder btf, BpfMap map, int integer, HashSet<string> taken)
    {
        var name = Identifier(map.Name, taken);
        btf.AddDataSection(".data", [(btf.AddVariable(name, btf.AddArray(integer, integer, map.ValueSize / 4)), 0, map.ValueSize)]);
        return elf.AddSymbol(name, ElfFile.SymbolKind.Object, elf.AddSection(".data", ElfFile.Allocated | ElfFile.Writable, new byte[map.ValueSize], 8), 0, map.ValueSize);
    }

    /// <summary>Lines for readers that know no BTF: llvm-objdump -S, gdb, addr2line. Loaders skip these sections.</summary>
    private static void WriteDwarf(ElfFile elf, BpfObject script, IReadOnlyList<CodePlace> places, string directory)
    {
        elf.AddSection(".debug_abbrev", 0, DwarfUnit.Abbreviations().ToArray(), 1);
        Add(".debug_info", DwarfUnit.Info(script, places, directory));
        Add(".debug_ranges", DwarfUnit.AddressRanges(places));
        Add(".debug_line", DwarfLines.Write(script, places, directory));

        void Add(string name, DwarfSection content)
        {
            var section = elf.AddSection(name, 0, content.ToArray(), 1);
            if (content.Addresses.Count > 0)
                elf.AddRelocations(section, content.Addresses, ElfFile.PlainAddress);
        }
    }

    /// <summary>A name that BTF takes and that no other symbol has: letters, digits, underscores, and a number where the name had to give way.</summary>
    private static string Identifier(string name, HashSet<string> taken)
    {
        var plain = string.Concat(name.Where(c => char.IsAsciiLetterOrDigit(c) || c == '_'));
        var free = plain.Length == 0 || char.IsAsciiDigit(plain[0]) ? $"_{plain}" : plain;
        for (var number = 2; !taken.Add(free); number++)
            free = $"{plain}_{number}";
        return free;
    }
}
