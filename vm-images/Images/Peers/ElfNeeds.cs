using System.Buffers.Binary;
using System.Text;

namespace Conformance.Images;

/// <summary>What an executable or a shared library asks for before it can run (ELF specification, "Dynamic Linking"): its loader and other libraries, by name.</summary>
/// <param name="Interpreter">PT_INTERP, <c>null</c> where there is none.</param>
/// <param name="Libraries">DT_NEEDED, in the file's order.</param>
public sealed record ElfNeeds(string? Interpreter, IReadOnlyList<string> Libraries)
{
    // Elf64_Ehdr, Elf64_Phdr and Elf64_Dyn of include/uapi/linux/elf.h.
    private const int ProgramHeadersOffset = 32, ProgramHeaderSizeOffset = 54, ProgramHeaderCountOffset = 56, SmallestHeader = 64, SmallestProgramHeader = 56;
    private const uint Load = 1, Dynamic = 2, Interp = 3;
    private const long Null = 0, Needed = 1, StringTable = 5;

    /// <summary>Whether a file's first bytes are those of a 64-bit little-endian ELF file for x86-64.</summary>
    public static bool IsElf(ReadOnlySpan<byte> head) =>
        head.Length >= SmallestHeader && head.StartsWith("\u007fELF\u0002\u0001"u8) && head[18] == 62 && head[19] == 0;

    /// <summary>Reads a file's needs; <c>null</c> where it is no ELF file for x86-64 (a script, data).</summary>
    /// <exception cref="ImageException">It is one, but damaged, or it cannot be read.</exception>
    public static ElfNeeds? Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            byte[] head = new byte[SmallestHeader];
            return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && IsElf(head) ? Read(stream, head) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageFault.Unreadable, $"cannot read '{path}': {error.Message} Check the path.", error);
        }
        catch (Exception error) when (error is ArgumentException or OverflowException)
        {
            throw new ImageException(ImageFault.Damaged, $"'{path}' is a damaged program: its headers point outside of the file. Get it again.", error);
        }
    }

    private static ElfNeeds Read(FileStream stream, byte[] head)
    {
        int size = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(ProgramHeaderSizeOffset));
        int count = BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(ProgramHeaderCountOffset));
        if (count > 0 && size < SmallestProgramHeader)
            throw new ArgumentException("program headers are too small");
        byte[] table = Piece(stream, BinaryPrimitives.ReadUInt64LittleEndian(head.AsSpan(ProgramHeadersOffset)), (ulong)(size * count));
        List<Segment> segments = [.. Enumerable.Range(0, count).Select(index => Segment.Of(table.AsSpan(index * size)))];
        string? interpreter = segments.Find(segment => segment.Type == Interp) is { } named ? Text(Piece(stream, named.Offset, named.Size), 0) : null;
        return segments.Find(segment => segment.Type == Dynamic) is { } dynamic
            ? new ElfNeeds(interpreter, NamesOf(stream, segments, Piece(stream, dynamic.Offset, dynamic.Size)))
            : new ElfNeeds(interpreter, []);
    }

    private static List<string> NamesOf(FileStream stream, List<Segment> segments, byte[] dynamic)
    {
        List<int> names = [];
        ulong strings = 0;
        for (int at = 0; at + 16 <= dynamic.Length; at += 16)
        {
            long tag = BinaryPrimitives.ReadInt64LittleEndian(dynamic.AsSpan(at));
            ulong value = BinaryPrimitives.ReadUInt64LittleEndian(dynamic.AsSpan(at + 8));
            if (tag == Null)
                break;
            if (tag == Needed)
                names.Add(checked((int)value));
            else if (tag == StringTable)
                strings = value;
        }

        if (names.Count == 0)
            return [];

        // The table's place is an address; the segment that is loaded there says where in the file it lies.
        Segment home = segments.Find(segment => segment.Type == Load && strings >= segment.Address && strings - segment.Address < segment.Size)
            ?? throw new ArgumentException("the table of names is in no segment");
        ulong offset = strings - home.Address;
        byte[] text = Piece(stream, home.Offset + offset, home.Size - offset);
        return [.. names.Select(name => Text(text, name))];
    }

    private static byte[] Piece(FileStream stream, ulong offset, ulong size)
    {
        ulong length = (ulong)stream.Length;
        if (offset > length || size > length - offset)
            throw new ArgumentException("a header points behind the end of the file");
        byte[] piece = new byte[size];
        stream.Position = (long)offset;
        stream.ReadExactly(piece);
        return piece;
    }

    private static string Text(byte[] bytes, int start)
    {
        ReadOnlySpan<byte> rest = bytes.AsSpan(start);
        int end = rest.IndexOf((byte)0);
        return end < 0 ? throw new ArgumentException("a name has no end") : Encoding.UTF8.GetString(rest[..end]);
    }

    private sealed record Segment(uint Type, ulong Offset, ulong Address, ulong Size)
    {
        public static Segment Of(ReadOnlySpan<byte> header) => new(
            BinaryPrimitives.ReadUInt32LittleEndian(header),
            BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[32..]));
    }
}
