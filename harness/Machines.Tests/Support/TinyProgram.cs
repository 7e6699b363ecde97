using System.Buffers.Binary;

namespace Conformance.Machines.Tests.Support;

/// <summary>The smallest programs that a kernel starts by itself, with no loader, library or interpreter: an ELF header, one segment, a few instructions.</summary>
internal static class TinyProgram
{
    private const ulong Base = 0x400000;
    private const int HeaderSize = 64;
    private const int SegmentSize = 56;

    /// <summary>Address of the first instruction.</summary>
    public const ulong Entry = Base + HeaderSize + SegmentSize;

    /// <summary>A program that ends at once with an exit code (x86-64).</summary>
    public static byte[] ThatEndsWith(byte exitCode) => Of(Ending(exitCode));

    /// <summary>A program whose very first instruction is a system call: with all registers zero, as the kernel starts it, that is read(0, NULL, 0), whose number is 0. Then it ends.</summary>
    public static byte[] ThatReadsAtOnceAndEndsWith(byte exitCode) => Of([0x0f, 0x05, .. Ending(exitCode)]);

    /// <summary>mov edi, exitCode; mov eax, __NR_exit; syscall.</summary>
    private static byte[] Ending(byte exitCode) => [0xbf, exitCode, 0, 0, 0, 0xb8, 60, 0, 0, 0, 0x0f, 0x05];

    private static byte[] Of(byte[] code)
    {
        var image = new byte[HeaderSize + SegmentSize + code.Length];
        code.CopyTo(image, HeaderSize + SegmentSize);

        // Elf64_Ehdr: 64 bit, little endian, ET_EXEC, EM_X86_64.
        ((byte[])[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]).CopyTo(image, 0);
        Put16(16, 2);
        Put16(18, 62);
        Put32(20, 1);
        Put64(24, Entry);
        Put64(32, HeaderSize);
        Put16(52, HeaderSize);
        Put16(54, SegmentSize);
        Put16(56, 1);

        // Elf64_Phdr: PT_LOAD of the whole file, readable and executable.
        Put32(HeaderSize, 1);
        Put32(HeaderSize + 4, 5);
        Put64(HeaderSize + 16, Base);
        Put64(HeaderSize + 24, Base);
        Put64(HeaderSize + 32, (ulong)image.Length);
        Put64(HeaderSize + 40, (ulong)image.Length);
        Put64(HeaderSize + 48, 4096);
        return image;

        void Put16(int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);
        void Put32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);
        void Put64(int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(at), value);
    }
}
