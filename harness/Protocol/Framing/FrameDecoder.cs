using System.Buffers.Binary;
using System.IO.Hashing;

namespace Conformance.Protocol.Framing;

/// <summary>Finds frames in a stream of bytes, whatever lies between them. Does no input or output itself; each byte is looked at a constant number of times.</summary>
public sealed class FrameDecoder
{
    private byte[] _piece = new byte[4096];
    private int _length;
    private bool _tooLong;

    /// <summary>Pieces between boundaries that were no frame: garbage or damaged frames.</summary>
    public long DamagedPieces { get; private set; }

    /// <summary>Bytes of those pieces.</summary>
    public long DamagedBytes { get; private set; }

    /// <summary>Takes bytes from <paramref name="input"/> until a frame is complete (<c>true</c>) or all are taken (<c>false</c>).</summary>
    /// <exception cref="ProtocolException">An intact frame of another protocol version.</exception>
    public bool TryTake(ref ReadOnlySpan<byte> input, out Frame frame)
    {
        while (!input.IsEmpty)
        {
            var boundary = input.IndexOf(FrameFormat.Boundary);
            Keep(boundary < 0 ? input : input[..boundary]);
            input = boundary < 0 ? default : input[(boundary + 1)..];
            if (boundary >= 0 && EndPiece(out frame))
            {
                return true;
            }
        }

        frame = default;
        return false;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_tooLong || bytes.Length > FrameFormat.MaxEncoded - _length)
        {
            // Too long for any frame: nothing of it is worth keeping, only the count of what was thrown away.
            _tooLong = true;
            DamagedBytes += _length + bytes.Length;
            _length = 0;
            return;
        }

        if (bytes.Length > _piece.Length - _length)
        {
            Array.Resize(ref _piece, Math.Max(_piece.Length * 2, _length + bytes.Length));
        }

        bytes.CopyTo(_piece.AsSpan(_length));
        _length += bytes.Length;
    }

    private bool EndPiece(out Frame frame)
    {
        var piece = _piece.AsSpan(0, _length);
        var empty = _length == 0 && !_tooLong;
        _length = 0;
        _tooLong = false;
        frame = default;
        if (empty)
        {
            return false;
        }

        var encoded = piece.Length;
        var length = ByteStuffing.DecodeInPlace(piece);
        if (length >= FrameFormat.HeaderSize + FrameFormat.ChecksumSize && Open(piece[..length], out frame))
        {
            return true;
        }

        DamagedPieces++;
        DamagedBytes += encoded;
        return false;
    }

    private static bool Open(ReadOnlySpan<byte> decoded, out Frame frame)
    {
        frame = default;
        var content = decoded[..^FrameFormat.ChecksumSize];
        if (Crc32.HashToUInt32(content) != BinaryPrimitives.ReadUInt32LittleEndian(decoded[content.Length..]))
        {
            return false;
        }

        if (content[0] != FrameFormat.Version)
        {
            throw new ProtocolException(
                $"the other side speaks version {content[0]} of the protocol, this side {FrameFormat.Version}; use a tracer and a harness of one build");
        }

        var payload = content[FrameFormat.HeaderSize..];
        var bytes = (content[2] & FrameFormat.Deflated) != 0 ? PayloadCompression.Inflate(payload) : payload.ToArray();
        frame = new Frame((FrameType)content[1], BinaryPrimitives.ReadUInt32LittleEndian(content[3..]), bytes);
        return true;
    }
}
