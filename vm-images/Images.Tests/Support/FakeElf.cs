using System.Buffers.Binary;
using System.Text;

namespace Conformance.Images.Tests;

/// <summary>The smallest ELF file that asks for a loader and for libraries.</summary>
internal static class FakeElf
{
    public static byte[] Needing(string? interpreter, params string[] libraries)
    {
        byte[] names = Encoding.ASCII.GetBytes("\0" + string.Concat(libraries.Select(library => library + "\0")) + (interpreter ?? "") + "\0");
        const int tables = 64 + (3 * 56);
        int dynamic = tables + names.Length;
        byte[] file = new byte[dynamic + (16 * (libraries.Length + 2))];
        "\u007fELF\u0002\u0001"u8.CopyTo(file);
        file[18] = 62;
        Put(file, 32, 64);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(54), 56);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(56), 3);
        Segment(file, 64, 1, 0, 0x10000, file.Length);
        Segment(file, 120, 2, dynamic, 0x10000 + dynamic, file.Length - dynamic);
        int place = tables + names.Length - 1 - (interpreter?.Length ?? 0);
        Segment(file, 176, interpreter is null ? 0u : 3u, place, 0, (interpreter?.Length ?? 0) + 1);
        names.CopyTo(file.AsSpan(tables));
        int at = dynamic, name = 1;
        foreach (string library in libraries)
        {
            Put(file, at, 1);
            Put(file, at + 8, name);
            (at, name) = (at + 16, name + library.Length + 1);
        }

        Put(file, at, 5);
        Put(file, at + 8, 0x10000 + tables);
        return file;
    }

    private static void Segment(byte[] file, int at, uint type, long offset, long address, long size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), type);
        Put(file, at + 8, offset);
        Put(file, at + 16, address);
        Put(file, at + 32, size);
    }

    private static void Put(byte[] file, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at), value);
}
