namespace Conformance.Engine.ObjectFile;

/// <summary>The functions and lines of one section of code, offsets in bytes from the section's start.</summary>
internal sealed record CodeDebug(string Section, IReadOnlyList<(int Offset, int Function)> Functions, IReadOnlyList<(int Offset, uint File, uint Line, uint Position)> Lines);

/// <summary>Writes .BTF.ext: which function and which line of the script each instruction belongs to. Format: Documentation/bpf/btf.rst, section 4.2.</summary>
internal static class BtfExtension
{
    private const int HeaderSize = 24;
    private const int FunctionRecord = 8;
    private const int LineRecord = 16;

    // Bits of the column in struct bpf_line_info.line_col, BPF_LINE_INFO_LINE_COL.
    private const int ColumnBits = 10;

    /// <summary>Line and column as the kernel packs them; a column that does not fit is cut to the largest.</summary>
    public static uint Position(int line, int column) => ((uint)line << ColumnBits) | (uint)Math.Min(column, (1 << ColumnBits) - 1);

    /// <summary>The section's bytes; its strings are those of <paramref name="btf"/>.</summary>
    public static byte[] Write(BtfBuilder btf, IReadOnlyList<CodeDebug> sections)
    {
        var functions = Block(FunctionRecord, btf, sections, s => s.Functions.Count, (w, s) =>
        {
            foreach (var (offset, function) in s.Functions)
            {
                w.Write(offset);
                w.Write(function);
            }
        });
        var lines = Block(LineRecord, btf, sections, s => s.Lines.Count, (w, s) =>
        {
            foreach (var (offset, file, line, position) in s.Lines)
            {
                w.Write(offset);
                w.Write(file);
                w.Write(line);
                w.Write(position);
            }
        });

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write((ushort)0xeb9f);
        writer.Write((byte)1);
        writer.Write((byte)0);
        writer.Write(HeaderSize);
        writer.Write(0);
        writer.Write(functions.Length);
        writer.Write(functions.Length);
        writer.Write(lines.Length);
        writer.Write(functions);
        writer.Write(lines);
        writer.Flush();
        return stream.ToArray();
    }

    private static byte[] Block(int record, BtfBuilder btf, IReadOnlyList<CodeDebug> sections, Func<CodeDebug, int> count, Action<BinaryWriter, CodeDebug> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(record);
        foreach (var section in sections)
        {
            writer.Write(btf.Text(section.Section));
            writer.Write(count(section));
            write(writer, section);
        }

        writer.Flush();
        return stream.ToArray();
    }
}
