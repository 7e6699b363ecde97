namespace Conformance.Engine.ObjectFile;

/// <summary>
/// Writes .debug_abbrev, .debug_info and .debug_ranges: one compilation unit, the script, with one function a program. As little as a reader of
/// .debug_line needs to find its way from an address. Format: DWARF 4, section 7.5.
/// </summary>
internal static class DwarfUnit
{
    private const int Version = 4;
    private const int AddressSize = 8;
    private const int LanguageC99 = 0x0c;

    // DW_TAG_*
    private const uint CompileUnit = 0x11;
    private const uint Subprogram = 0x2e;

    // DW_AT_*
    private const uint Name = 0x03;
    private const uint StatementList = 0x10;
    private const uint LowAddress = 0x11;
    private const uint HighAddress = 0x12;
    private const uint Language = 0x13;
    private const uint Directory = 0x1b;
    private const uint Producer = 0x25;
    private const uint DeclaredIn = 0x3a;
    private const uint DeclaredAt = 0x3b;
    private const uint External = 0x3f;
    private const uint Ranges = 0x55;

    // DW_FORM_*
    private const uint AddressForm = 0x01;
    private const uint Data2 = 0x05;
    private const uint Data4 = 0x06;
    private const uint InlineText = 0x08;
    private const uint UnsignedData = 0x0f;
    private const uint SectionOffset = 0x17;
    private const uint Present = 0x19;

    /// <summary>The kinds of entries that <see cref="Info"/> has.</summary>
    public static DwarfSection Abbreviations()
    {
        var section = new DwarfSection();
        Abbreviation(section, 1, CompileUnit, hasChildren: true,
            (Producer, InlineText), (Language, Data2), (Name, InlineText), (Directory, InlineText), (StatementList, SectionOffset), (LowAddress, AddressForm), (Ranges, SectionOffset));
        Abbreviation(section, 2, Subprogram, hasChildren: false,
            (Name, InlineText), (LowAddress, AddressForm), (HighAddress, Data4), (DeclaredIn, UnsignedData), (DeclaredAt, UnsignedData), (External, Present));
        return section.Byte(0);
    }

    /// <summary>The unit and its functions.</summary>
    public static DwarfSection Info(BpfObject script, IReadOnlyList<CodePlace> places, string directory)
    {
        var section = new DwarfSection();
        var unit = section.BeginLength();
        section.Half(Version).Word(0).Byte(AddressSize);
        section.Unsigned(1).Text("conformance tracer").Half(LanguageC99).Text(script.Name).Text(directory).Word(0).Quad(0).Word(0);
        foreach (var place in places)
            section.Unsigned(2).Text(place.Piece.Name).Address(place.Symbol).Word(place.Size).Unsigned(1).Unsigned((uint)(place.Piece.Lines is [var first, ..] ? first.Line : 1));
        section.Byte(0);
        section.EndLength(unit);
        return section;
    }

    /// <summary>Where the unit's code lies: each program is a section's piece.</summary>
    public static DwarfSection AddressRanges(IReadOnlyList<CodePlace> places)
    {
        var section = new DwarfSection();
        foreach (var place in places)
            section.Address(place.Symbol).Address(place.Symbol, place.Size);
        return section.Quad(0).Quad(0);
    }

    private static void Abbreviation(DwarfSection section, uint code, uint tag, bool hasChildren, params (uint Attribute, uint Form)[] attributes)
    {
        section.Unsigned(code).Unsigned(tag).Byte(hasChildren ? 1 : 0);
        foreach (var (attribute, form) in attributes)
            section.Unsigned(attribute).Unsigned(form);
        section.Byte(0).Byte(0);
    }
}
