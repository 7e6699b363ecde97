namespace Conformance.Protocol.Framing;

/// <summary>
/// How a frame lies on the wire: <c>00 COBS(version, type, flags, request id, payload, CRC-32) 00</c>, integers little endian.
/// </summary>
/// <remarks>
/// Consistent overhead byte stuffing (S. Cheshire, M. Baker, IEEE/ACM Transactions on Networking 7(2), 1999) keeps zero bytes out of a frame,
/// so a zero byte is always a boundary. Whatever comes in between (kernel messages, half a frame, flipped bits) can damage the frame that it
/// touches and no other, and finding the next frame is one scan for a zero: no length field has to be believed. Each frame is
/// enclosed by two zeros, so that even a damaged boundary does not glue two frames together.
/// </remarks>
internal static class FrameFormat
{
    /// <summary>Version of the wire format and of the messages; both sides must have the same.</summary>
    public const byte Version = Hello.CurrentVersion;

    /// <summary>The byte between frames.</summary>
    public const byte Boundary = 0;

    /// <summary>Bytes of version, type, flags and request id.</summary>
    public const int HeaderSize = 7;

    /// <summary>Bytes of the CRC-32 (IEEE 802.3) over header and payload.</summary>
    public const int ChecksumSize = 4;

    /// <summary>Flag: the payload is deflated (RFC 1951).</summary>
    public const byte Deflated = 1;

    /// <summary>Most bytes a payload may have, before and after inflating.</summary>
    public const int MaxPayload = 16 << 20;

    /// <summary>Most bytes between two boundaries.</summary>
    public const int MaxEncoded = HeaderSize + MaxPayload + ChecksumSize + ((HeaderSize + MaxPayload + ChecksumSize) / 254) + 1;
}
