namespace Conformance.Protocol.Framing;

/// <summary>Consistent overhead byte stuffing: bytes without zeros, at most one byte in 254 longer.</summary>
internal static class ByteStuffing
{
    private const int LongestRun = 254;

    /// <summary>Most bytes that <see cref="Encode"/> writes for so many bytes.</summary>
    public static int MaxEncodedLength(int length) => length + (length / LongestRun) + 1;

    /// <summary>Encodes; returns the number of bytes written.</summary>
    public static int Encode(ReadOnlySpan<byte> source, Span<byte> target)
    {
        var written = 0;
        while (true)
        {
            var window = source[..Math.Min(source.Length, LongestRun)];
            var zero = window.IndexOf((byte)0);
            var run = zero < 0 ? window.Length : zero;
            target[written] = (byte)(run + 1);
            window[..run].CopyTo(target[(written + 1)..]);
            written += run + 1;
            if (zero < 0 && run == source.Length)
            {
                return written;
            }

            source = source[(zero < 0 ? run : run + 1)..];
        }
    }

    /// <summary>Decodes in place; returns the number of bytes, or -1 if the bytes are no encoding.</summary>
    public static int DecodeInPlace(Span<byte> bytes)
    {
        var read = 0;
        var written = 0;
        while (read < bytes.Length)
        {
            var code = bytes[read++];
            var run = code - 1;
            if (code == 0 || run > bytes.Length - read)
            {
                return -1;
            }

            bytes.Slice(read, run).CopyTo(bytes[written..]);
            read += run;
            written += run;
            if (run < LongestRun && read < bytes.Length)
            {
                bytes[written++] = 0;
            }
        }

        return written;
    }
}
