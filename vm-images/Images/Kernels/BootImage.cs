using System.Buffers.Binary;
using System.Text;

namespace Conformance.Images;

/// <summary>Looks into a kernel's file (Documentation/arch/x86/boot.rst in the kernel's source).</summary>
public static class BootImage
{
    private const int BootFlagOffset = 0x1FE;
    private const ushort BootFlag = 0xAA55;
    private const int MagicOffset = 0x202;
    private const int VersionPointerOffset = 0x20E;

    // Setup code starts at the second sector; the pointer to the version's text counts from there.
    private const int SetupStart = 0x200;
    private const int MostVersionBytes = 256;

    /// <summary>Whether it starts as a bzImage does.</summary>
    public static bool IsBootable(string path) => HasMagic(ReadHead(path));

    /// <summary>What <c>uname -r</c> of the kernel will print.</summary>
    /// <exception cref="ImageException">The file cannot be read or holds no kernel.</exception>
    public static string ReadRelease(string path)
    {
        byte[] head = ReadHead(path);
        if (!HasMagic(head))
        {
            throw new ImageException(
                ImageFault.NotAKernel,
                $"'{path}' is no bootable x86 kernel: the boot header is missing. Give the path of a bzImage (a vmlinuz file), not of vmlinux or a package.");
        }

        int start = SetupStart + BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(VersionPointerOffset));
        if (start > SetupStart && start < head.Length)
        {
            ReadOnlySpan<byte> text = head.AsSpan(start, Math.Min(MostVersionBytes, head.Length - start));
            int end = text.IndexOfAny((byte)' ', (byte)0);
            if (end > 0)
                return Encoding.ASCII.GetString(text[..end]);
        }

        throw new ImageException(ImageFault.NotAKernel, $"'{path}' has a boot header without a version: it is damaged. Fetch it again.");
    }

    private static bool HasMagic(byte[] head) =>
        head.Length > VersionPointerOffset + 2
        && BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(BootFlagOffset)) == BootFlag
        && head.AsSpan(MagicOffset, 4).SequenceEqual("HdrS"u8);

    private static byte[] ReadHead(string path)
    {
        try
        {
            // The version's text lies within the setup code, which has 64 sectors at most.
            using FileStream stream = File.OpenRead(path);
            byte[] head = new byte[Math.Min(stream.Length, SetupStart + (64 * 512))];
            stream.ReadExactly(head);
            return head;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageFault.Unreadable, $"cannot read the kernel '{path}': {error.Message} Check the path.", error);
        }
    }
}
