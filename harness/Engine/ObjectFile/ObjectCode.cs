using System.Runtime.InteropServices;

namespace Conformance.Engine.ObjectFile;

/// <summary>Writes the code sections of an object: one for each hook, <c>.text</c> for the functions that programs have, relocations where maps and functions are named, and the records of .BTF.ext.</summary>
internal sealed class ObjectCode(ElfFile elf, BtfBuilder btf, BpfObject script, IReadOnlyList<int> maps)
{
    private const int InstructionSize = 8;

    // LD_IMM64 with BPF_PSEUDO_MAP_FD, BPF_PSEUDO_MAP_VALUE or BPF_PSEUDO_FUNC, include/uapi/linux/bpf.h; in the file both are relocations.
    private const byte LoadImmediate64 = 0x18;
    private const byte PseudoMap = 1;
    private const byte PseudoMapValue = 2;
    private const byte PseudoFunction = 4;

    // CALL with BPF_PSEUDO_CALL.
    private const byte Call = 0x85;
    private const byte PseudoCall = 1;

    private readonly string[] _source = script.Source.Split('\n');
    private readonly List<CodePlace> _places = [];
    private readonly List<CodeDebug> _debug = [];

    /// <summary>Every function, where it is.</summary>
    public IReadOnlyList<CodePlace> Places => _places;

    /// <summary>What .BTF.ext says about them.</summary>
    public IReadOnlyList<CodeDebug> Debug => _debug;

    /// <summary>Writes everything.</summary>
    /// <param name="name">Makes a name that no other symbol has.</param>
    public void Write(Func<string, string> name, FunctionTypes types)
    {
        var programs = script.Programs.Select(p => CodePiece.Of(p, name)).ToList();
        var relocations = new Dictionary<int, List<(int Offset, int Symbol, ulong Kind)>>();
        foreach (var section in programs.SelectMany(p => p).GroupBy(p => p.Section, StringComparer.Ordinal))
            Section(section.Key, [.. section], types);
        foreach (var pieces in programs)
        {
            foreach (var place in pieces.Select(PlaceOf))
                Relocate(place, pieces, relocations);
        }

        foreach (var (section, places) in relocations)
            elf.AddRelocations(section, places);
    }

    private CodePlace PlaceOf(CodePiece piece) => _places.Find(p => ReferenceEquals(p.Piece, piece));

    private void Section(string name, IReadOnlyList<CodePiece> pieces, FunctionTypes types)
    {
        var code = pieces.SelectMany(p => p.Instructions.Select((instruction, i) => InFile(p.Instructions, instruction, i))).ToArray();
        var section = elf.AddSection(name, ElfFile.Allocated | ElfFile.Executable, MemoryMarshal.AsBytes<BpfInstruction>(code).ToArray(), InstructionSize);
        var functions = new List<(int, int)>();
        var lines = new List<(int, uint, uint, uint)>();
        var start = 0;
        foreach (var piece in pieces)
        {
            var size = piece.Instructions.Length * InstructionSize;
            _places.Add(new(piece, section, start, elf.AddSymbol(piece.Name, ElfFile.SymbolKind.Function, section, start, size)));
            functions.Add((start, btf.AddFunction(piece.Name, types.Of(piece.Function?.Numbers), piece.IsStatic)));
            foreach (var line in piece.Lines)
            {
                var text = line.Line >= 1 && line.Line <= _source.Length ? _source[line.Line - 1] : "";
                lines.Add((start + (line.InstructionOffset * InstructionSize), btf.Text(script.Name), btf.Text(text), BtfExtension.Position(line.Line, line.Column)));
            }

            start += size;
        }

        _debug.Add(new CodeDebug(name, functions, lines));
    }

    /// <summary>The instruction without the number that a relocation replaces.</summary>
    private static BpfInstruction InFile(BpfInstruction[] code, BpfInstruction instruction, int at) =>
        !IsReference(code, at) ? at > 0 && IsReference(code, at - 1) && code[at - 1].Registers >> 4 == PseudoMapValue ? default : instruction
        : IsCall(instruction) ? instruction with { Immediate = -1 }
        : instruction.Registers >> 4 == PseudoMapValue ? instruction with { Registers = (byte)(instruction.Registers & 15), Immediate = code[at + 1].Immediate }
        : instruction.Registers >> 4 == PseudoMap ? instruction with { Registers = (byte)(instruction.Registers & 15), Immediate = 0 }
        : instruction with { Immediate = 0 };

    private static bool IsCall(BpfInstruction instruction) => instruction.Opcode == Call && instruction.Registers >> 4 == PseudoCall;

    private static bool IsReference(BpfInstruction[] code, int at) =>
        IsCall(code[at]) || code[at].Opcode == LoadImmediate64 && code[at].Registers >> 4 is PseudoMap or PseudoMapValue or PseudoFunction && !(at > 0 && code[at - 1].Opcode == LoadImmediate64);

    private void Relocate(CodePlace place, IReadOnlyList<CodePiece> pieces, Dictionary<int, List<(int Offset, int Symbol, ulong Kind)>> relocations)
    {
        var code = place.Piece.Instructions;
        for (var i = 0; i < code.Length; i++)
        {
            if (!IsReference(code, i))
                continue;
            // A function is named by its distance from the instruction behind this slot.
            var target = place.Piece.First + i + 1 + code[i].Immediate;
            var call = IsCall(code[i]);
            var symbol = !call && code[i].Registers >> 4 is PseudoMap or PseudoMapValue ? maps[code[i].Immediate] : PlaceOf(pieces.Single(p => p.First == target)).Symbol;
            if (!relocations.TryGetValue(place.Section, out var list))
                relocations[place.Section] = list = [];
            list.Add((place.Offset + (i * InstructionSize), symbol, call ? ElfFile.CalledFunction : ElfFile.LoadedAddress));
        }
    }
}
