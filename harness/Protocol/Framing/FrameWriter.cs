using System.Buffers.Binary;
using System.IO.Hashing;

namespace Conformance.Protocol.Framing;

/// <summary>Writes frames to a stream, each in one write. Safe for several threads.</summary>
public sealed class FrameWriter(Stream stream)
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Writes one frame and flushes.</summary>
    /// <exception cref="ProtocolException">The payload is larger than a frame may be.</exception>
    /// <exception cref="IOException">The other side is gone.</exception>
    public void Write(FrameType type, uint requestId, ReadOnlySpan<byte> payload)
    {
        var bytes = Encode(type, requestId, payload);
        _turn.Wait();
        try
        {
            stream.Write(bytes.Span);
            stream.Flush();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc cref="Write"/>
    public async Task WriteAsync(FrameType type, uint requestId, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var bytes = Encode(type, requestId, payload.Span);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The bytes of one frame with its boundaries.</summary>
    /// <exception cref="ProtocolException">The payload is larger than a frame may be.</exception>
    public static ReadOnlyMemory<byte> Encode(FrameType type, uint requestId, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > FrameFormat.MaxPayload)
        {
            throw new ProtocolException($"a {type} message of {payload.Length} bytes is larger than a frame may be ({FrameFormat.MaxPayload} bytes)");
        }

        var deflated = PayloadCompression.TryDeflate(payload);
        if (deflated != null)
        {
            payload = deflated;
        }

        var content = new byte[FrameFormat.HeaderSize + payload.Length + FrameFormat.ChecksumSize];
        content[0] = FrameFormat.Version;
        content[1] = (byte)type;
        content[2] = deflated != null ? FrameFormat.Deflated : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(3), requestId);
        payload.CopyTo(content.AsSpan(FrameFormat.HeaderSize));
        var checksummed = FrameFormat.HeaderSize + payload.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(checksummed), Crc32.HashToUInt32(content.AsSpan(0, checksummed)));

        var encoded = new byte[ByteStuffing.MaxEncodedLength(content.Length) + 2];
        encoded[0] = FrameFormat.Boundary;
        var length = ByteStuffing.Encode(content, encoded.AsSpan(1));
        encoded[length + 1] = FrameFormat.Boundary;
        return encoded.AsMemory(0, length + 2);
    }
}
