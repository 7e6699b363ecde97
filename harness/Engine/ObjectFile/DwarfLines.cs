namespace Conformance.Engine.ObjectFile;

/// <summary>
/// Writes .debug_line, version 5: which line of the script each instruction comes from, and the script itself (LLVM's extension DW_LNCT_LLVM_source),
/// so that <c>llvm-objdump -S</c> shows it wherever the object goes. Format: DWARF 5, section 6.2.
/// </summary>
internal static class DwarfLines
{
    private const int Version = 5;
    private const int AddressSize = 8;
    private const int InstructionSize = 8;

    // DW_LNCT_*, DW_FORM_*
    private const uint Path = 1;
    private const uint DirectoryIndex = 2;
    private const uint Source = 0x2001;
    private const uint InlineText = 0x08;
    private const uint UnsignedData = 0x0f;

    // DW_LNS_*, DW_LNE_*
    private const int Extended = 0;
    private const int Copy = 1;
    private const int AdvanceAddress = 2;
    private const int AdvanceLine = 3;
    private const int SetColumn = 5;
    private const int EndSequence = 1;
    private const int SetAddress = 2;

    /// <summary>The section.</summary>
    /// <param name="directory">The directory that a relative name of the script starts from.</param>
    public static DwarfSection Write(BpfObject script, IReadOnlyList<CodePlace> places, string directory)
    {
        var section = new DwarfSection();
        var unit = section.BeginLength();
        section.Half(Version).Byte(AddressSize).Byte(0);
        var header = section.BeginLength();
        Header(section, script, directory);
        section.EndLength(header);
        foreach (var place in places)
            Program(section, place);
        section.EndLength(unit);
        return section;
    }

    private static void Header(DwarfSection section, BpfObject script, string directory)
    {
        // Lengths are counted in instructions; the special opcodes (line base, range) are not used.
        section.Byte(InstructionSize).Byte(1).Byte(1).Byte(-5).Byte(14).Byte(13);
        section.Bytes([0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 1]);
        section.Byte(1).Unsigned(Path).Unsigned(InlineText);
        section.Unsigned(1).Text(directory);
        section.Byte(3).Unsigned(Path).Unsigned(InlineText).Unsigned(DirectoryIndex).Unsigned(UnsignedData).Unsigned(Source).Unsigned(InlineText);

        // File 0 is the unit's own; rows begin with file 1.
        section.Unsigned(2);
        for (var file = 0; file < 2; file++)
            section.Text(script.Name).Unsigned(0).Text(script.Source);
    }

    private static void Program(DwarfSection section, CodePlace place)
    {
        section.Byte(Extended).Unsigned(1 + AddressSize).Byte(SetAddress).Address(place.Symbol);
        var (instruction, line) = (0, 1);
        foreach (var row in place.Piece.Lines)
        {
            section.Byte(AdvanceAddress).Unsigned((uint)(row.InstructionOffset - instruction));
            section.Byte(AdvanceLine).Signed(row.Line - line);
            section.Byte(SetColumn).Unsigned((uint)row.Column);
            section.Byte(Copy);
            (instruction, line) = (row.InstructionOffset, row.Line);
        }

        section.Byte(AdvanceAddress).Unsigned((uint)(place.Piece.Instructions.Length - instruction));
        section.Byte(Extended).Unsigned(1).Byte(EndSequence);
    }
}
