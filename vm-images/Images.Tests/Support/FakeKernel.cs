using System.Text;

namespace Conformance.Images.Tests;

/// <summary>Bytes with a kernel's boot header and nothing bootable behind it.</summary>
internal static class FakeKernel
{
    public static byte[] Of(string release, int size = 5 * 1024 * 1024)
    {
        byte[] bytes = new byte[size];
        new Random(release.Length).NextBytes(bytes);
        (bytes[0x1FE], bytes[0x1FF]) = (0x55, 0xAA);
        "HdrS"u8.CopyTo(bytes.AsSpan(0x202));
        (bytes[0x20E], bytes[0x20F]) = (0x00, 0x01); // 0x100 behind the first sector
        Encoding.ASCII.GetBytes($"{release} (somebody@somewhere) #1 SMP\0").CopyTo(bytes, 0x300);
        return bytes;
    }
}
