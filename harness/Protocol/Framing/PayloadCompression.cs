using System.IO.Compression;

namespace Conformance.Protocol.Framing;

/// <summary>Deflates payloads where that pays: an emulated serial port moves a few hundred kilobytes a second.</summary>
internal static class PayloadCompression
{
    /// <summary>Below this size the deflated form is not worth its setting up.</summary>
    private const int WorthTrying = 1024;

    /// <summary>The deflated bytes, or <c>null</c> where they would save less than an eighth.</summary>
    public static byte[]? TryDeflate(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < WorthTrying)
        {
            return null;
        }

        using var target = new MemoryStream(payload.Length / 2);
        using (var deflate = new DeflateStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(payload);
        }

        return target.Length <= payload.Length - (payload.Length / 8) ? target.ToArray() : null;
    }

    /// <summary>The inflated bytes.</summary>
    /// <exception cref="ProtocolException">They are no deflated data, or more than a payload may hold.</exception>
    public static byte[] Inflate(ReadOnlySpan<byte> deflated)
    {
        using var source = new DeflateStream(new MemoryStream(deflated.ToArray()), CompressionMode.Decompress);
        using var target = new MemoryStream();
        var chunk = new byte[16 << 10];
        try
        {
            for (int read; (read = source.Read(chunk)) > 0;)
            {
                if (target.Length + read > FrameFormat.MaxPayload)
                {
                    throw new ProtocolException($"a frame's payload inflates to more than {FrameFormat.MaxPayload} bytes");
                }

                target.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new ProtocolException("a frame's checksum is right but its payload cannot be inflated: the sender is broken", exception);
        }

        return target.ToArray();
    }
}
