using System.Runtime.InteropServices;

namespace Conformance.Engine.ObjectFile;

/// <summary>Writes a <see cref="BpfObject"/> as the ELF file that clang would have made of it: libbpf and bpftool load it, llvm-objdump reads it, and its BTF ties each instruction to a line of the script.</summary>
public static class ObjectWriter
{
    // LD_IMM64 with BPF_PSEUDO_MAP_FD, include/uapi/linux/bpf.h; in the file the map is a relocation instead.
    private const byte LoadImmediate64 = 0x18;
    private const byte PseudoMap = 1;
    private const int InstructionSize = 8;
    private const string LicenseSymbol = "_license";

    /// <summary>The file's bytes.</summary>
    /// <param name="directory">Where a relative name of the script starts from, for whoever shows its lines.</param>
    public static byte[] Write(BpfObject script, string directory = "/")
    {
        var elf = new ElfFile();
        var btf = new BtfBuilder();
        var integer = btf.AddInteger("int", 4);
        var prototype = btf.AddPrototype(integer, [("ctx", btf.AddPointer(0))]);

        var taken = new HashSet<string>(StringComparer.Ordinal) { LicenseSymbol };
        WriteLicense(elf);
        var maps = WriteMaps(elf, btf, script.Maps, integer, taken);
        var lines = script.Source.Split('\n');
        var debug = new List<CodeDebug>();
        var places = new List<CodePlace>();
        foreach (var group in script.Programs.GroupBy(SectionOf, StringComparer.Ordinal))
            debug.Add(WriteCode(elf, btf, script.Name, lines, group.Key, [.. group], prototype, maps, taken, places));

        var extension = BtfExtension.Write(btf, debug);
        elf.AddSection(".BTF", 0, btf.ToArray(), 4);
        elf.AddSection(".BTF.ext", 0, extension, 4);
        WriteDwarf(elf, script, places, directory);
        return elf.ToArray();
    }

    /// <summary>The section that tells libbpf what a program is and where it goes.</summary>
    internal static string SectionOf(BpfProgram program) =>
        program.Target.Mechanism.HasHook ? $"{program.Target.Mechanism.Name}/{program.Target.Hook}" : "raw_tracepoint";

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
        foreach (var map in maps)
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

        if (maps.Count == 0)
            return [];
        btf.AddDataSection(".maps", variables);
        var section = elf.AddSection(".maps", ElfFile.Allocated | ElfFile.Writable, new byte[offset], 8);
        return names.ConvertAll(n => elf.AddSymbol(n.Name, ElfFile.SymbolKind.Object, section, n.Offset, n.Size));
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

    private static CodeDebug WriteCode(
        ElfFile elf, BtfBuilder btf, string file, string[] lines, string sectionName, IReadOnlyList<BpfProgram> programs, int prototype, IReadOnlyList<int> maps, HashSet<string> taken,
        List<CodePlace> places)
    {
        var code = programs.SelectMany(p => p.Instructions).ToArray();
        var relocations = TakeRelocations(code, maps);
        var section = elf.AddSection(sectionName, ElfFile.Allocated | ElfFile.Executable, MemoryMarshal.AsBytes<BpfInstruction>(code).ToArray(), InstructionSize);
        if (relocations.Count > 0)
            elf.AddRelocations(section, relocations);

        var functions = new List<(int, int)>();
        var positions = new List<(int, uint, uint, uint)>();
        var start = 0;
        foreach (var program in programs)
        {
            var name = Identifier(program.Name, taken);
            places.Add(new(program, elf.AddSymbol(name, ElfFile.SymbolKind.Function, section, start, program.Instructions.Count * InstructionSize), name));
            functions.Add((start, btf.AddFunction(name, prototype)));
            foreach (var line in program.Lines)
            {
                var text = line.Line >= 1 && line.Line <= lines.Length ? lines[line.Line - 1] : "";
                positions.Add((start + (line.InstructionOffset * InstructionSize), btf.Text(file), btf.Text(text), BtfExtension.Position(line.Line, line.Column)));
            }

            start += program.Instructions.Count * InstructionSize;
        }

        return new CodeDebug(sectionName, functions, positions);
    }

    /// <summary>Clears the map indices out of the code and says where they were.</summary>
    private static List<(int Offset, int Symbol)> TakeRelocations(BpfInstruction[] code, IReadOnlyList<int> maps)
    {
        var relocations = new List<(int, int)>();
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i].Opcode != LoadImmediate64)
                continue;
            if (code[i].Registers >> 4 == PseudoMap)
            {
                relocations.Add((i * InstructionSize, maps[code[i].Immediate]));
                code[i] = code[i] with { Registers = (byte)(code[i].Registers & 15), Immediate = 0 };
            }

            i++;
        }

        return relocations;
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
