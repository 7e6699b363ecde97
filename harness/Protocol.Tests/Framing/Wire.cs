using Conformance.Protocol.Framing;
using CsCheck;

namespace Conformance.Protocol.Tests.Framing;

/// <summary>Bytes on their way: what tests send, damage and receive.</summary>
internal static class Wire
{
    /// <summary>Any frame, small ones and ones that are worth deflating.</summary>
    public static Gen<SentFrame> AnyFrame { get; } =
        from type in Gen.Byte
        from request in Gen.UInt
        from payload in Gen.OneOf(
            Gen.Byte.Array[0, 300],
            Gen.Byte[0, 1].Array[0, 600], // many zeros
            from value in Gen.Byte from length in Gen.Int[1000, 5000] select Enumerable.Repeat(value, length).ToArray(), // deflatable
            Gen.Byte[1, 255].Array[250, 260]) // around the longest run without a zero
        select new SentFrame(new Frame((FrameType)type, request, payload));

    /// <summary>Everything that a decoder finds in the bytes, fed in pieces of at most so many bytes.</summary>
    public static List<SentFrame> Receive(ReadOnlySpan<byte> bytes, int chunk, FrameDecoder? decoder = null)
    {
        decoder ??= new FrameDecoder();
        var frames = new List<SentFrame>();
        while (!bytes.IsEmpty)
        {
            var input = bytes[..Math.Min(chunk, bytes.Length)];
            bytes = bytes[input.Length..];
            while (decoder.TryTake(ref input, out var frame))
            {
                frames.Add(new SentFrame(frame));
            }
        }

        return frames;
    }
}

/// <summary>A frame that equals another by its content.</summary>
internal sealed record SentFrame(Frame Frame)
{
    public ReadOnlyMemory<byte> Bytes => FrameWriter.Encode(Frame.Type, Frame.RequestId, Frame.Payload.Span);

    public bool Equals(SentFrame? other) =>
        other != null && Frame.Type == other.Frame.Type && Frame.RequestId == other.Frame.RequestId && Frame.Payload.Span.SequenceEqual(other.Frame.Payload.Span);

    public override int GetHashCode() => HashCode.Combine(Frame.Type, Frame.RequestId, Frame.Payload.Length);

    public override string ToString() => $"{Frame.Type} {Frame.RequestId} {Convert.ToHexString(Frame.Payload.Span)}";
}
