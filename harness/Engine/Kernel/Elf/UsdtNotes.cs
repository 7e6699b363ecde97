using System.Buffers.Binary;
using System.Text;

namespace Conformance.Engine.Kernel.Elf;

/// <summary>One statically defined probe of a program: systemtap's <c>DTRACE_PROBE</c>.</summary>
/// <param name="Address">Virtual address of its nop.</param>
/// <param name="Semaphore">Virtual address of the counter that switches it on, or 0 if it is always on.</param>
/// <param name="Arguments">Where its arguments are, as the assembler wrote it: <c>-4@%edi 8@16(%rsp)</c>.</param>
public sealed record UsdtProbe(string Provider, string Name, ulong Address, ulong Semaphore, string Arguments);

/// <summary>Reads <c>.note.stapsdt</c> (systemtap's wiki, UserSpaceProbeImplementation).</summary>
internal static class UsdtNotes
{
    private const uint ProbeNote = 3;
    private const int HeaderSize = 12;
    private const int Addresses = 24;

    public static IReadOnlyList<UsdtProbe> Read(ElfImage image)
    {
        if (image.Section(".note.stapsdt") is not { } section)
            return [];
        var probes = new List<UsdtProbe>();
        var notes = image.Contents(section);
        while (notes.Length >= HeaderSize)
        {
            var nameLength = BinaryPrimitives.ReadUInt32LittleEndian(notes);
            var bodyLength = BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]);
            var body = HeaderSize + Aligned(nameLength);
            var next = body + Aligned(bodyLength);
            if (next > notes.Length)
                throw new InvalidDataException($"{image.Path} has a probe note that is cut off");
            if (BinaryPrimitives.ReadUInt32LittleEndian(notes[8..]) == ProbeNote && notes.Slice(HeaderSize, (int)nameLength).SequenceEqual("stapsdt\0"u8) && bodyLength >= Addresses)
                probes.Add(Probe(image, notes.Slice((int)body, (int)bodyLength)));
            notes = notes[(int)next..];
        }

        return probes;
    }

    private static UsdtProbe Probe(ElfImage image, ReadOnlySpan<byte> body)
    {
        // Addresses were written before prelink may have moved the file; the section .stapsdt.base tells by how much.
        var moved = image.Section(".stapsdt.base") is { } mark ? mark.Address - BinaryPrimitives.ReadUInt64LittleEndian(body[8..]) : 0;
        var semaphore = BinaryPrimitives.ReadUInt64LittleEndian(body[16..]);
        var texts = Encoding.UTF8.GetString(body[Addresses..]).Split('\0');
        return new(texts[0], texts.ElementAtOrDefault(1) ?? "", BinaryPrimitives.ReadUInt64LittleEndian(body) + moved, semaphore == 0 ? 0 : semaphore + moved, texts.ElementAtOrDefault(2) ?? "");
    }

    private static long Aligned(uint length) => (length + 3L) & ~3L;
}
