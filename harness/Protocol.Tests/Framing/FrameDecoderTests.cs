using Conformance.Protocol.Framing;
using CsCheck;

namespace Conformance.Protocol.Tests.Framing;

public sealed class FrameDecoderTests
{
    [Test]
    public void I_can_read_back_any_frames_however_the_bytes_are_cut() =>
        Gen.Select(Wire.AnyFrame.List[0, 8], Gen.Int[1, 700]).Sample((frames, chunk) =>
            Wire.Receive(Join(frames.Select(f => f.Bytes.ToArray())), chunk).SequenceEqual(frames));

    [Test]
    public void Garbage_between_frames_never_loses_a_good_frame() =>
        Gen.Select(Gen.Select(Gen.Byte.Array[0, 400], Wire.AnyFrame).List[1, 8], Gen.Int[1, 700]).Sample((pieces, chunk) =>
            Wire.Receive(Join(pieces.SelectMany(p => new[] { p.Item1, p.Item2.Bytes.ToArray() })), chunk).SequenceEqual(pieces.Select(p => p.Item2)));

    [Test]
    public void A_frame_cut_short_loses_only_itself() =>
        Gen.Select(Wire.AnyFrame, Wire.AnyFrame, Gen.Double[0, 1]).Sample((cut, whole, part) =>
        {
            var bytes = cut.Bytes.ToArray();
            var kept = (int)((bytes.Length - 2) * part); // without its last byte and the boundary
            return Wire.Receive(Join([bytes[..kept], whole.Bytes.ToArray()]), 4096).SequenceEqual([whole]);
        });

    [Test]
    public void One_flipped_bit_loses_at_most_the_frame_it_hits() =>
        Gen.Select(Wire.AnyFrame, Wire.AnyFrame, Wire.AnyFrame, Gen.UInt, Gen.Int[0, 7]).Sample((before, hit, after, where, bit) =>
        {
            var bytes = hit.Bytes.ToArray();
            bytes[where % bytes.Length] ^= (byte)(1 << bit);
            var received = Wire.Receive(Join([before.Bytes.ToArray(), bytes, after.Bytes.ToArray()]), 4096);

            // A boundary that is hit leaves the frame whole: its neighbour's boundary is still there.
            return received.SequenceEqual([before, after]) || received.SequenceEqual([before, hit, after]);
        });

    [Test]
    public void Flipped_bits_never_deliver_a_frame_that_was_not_sent() =>
        Gen.Select(Wire.AnyFrame.List[1, 5], Gen.Select(Gen.UInt, Gen.Int[0, 7]).Array[1, 40]).Sample((frames, flips) =>
        {
            var bytes = Join(frames.Select(f => f.Bytes.ToArray()));
            foreach (var (where, bit) in flips)
            {
                bytes[where % bytes.Length] ^= (byte)(1 << bit);
            }

            return Wire.Receive(bytes, 4096).TrueForAll(frames.Contains);
        });

    [Test]
    public void Damage_is_counted()
    {
        var decoder = new FrameDecoder();
        var good = new SentFrame(new Frame(FrameType.Ping, 1, default)).Bytes.ToArray();

        Wire.Receive(Join(["Oops: int3"u8.ToArray(), good, good[..^3], good]), 4096, decoder).Should().HaveCount(2);

        decoder.DamagedPieces.Should().Be(2);
        decoder.DamagedBytes.Should().Be("Oops: int3".Length + good.Length - 4);
    }

    [Test]
    public void Garbage_without_end_takes_bounded_memory_and_the_next_frame_is_found()
    {
        var decoder = new FrameDecoder();
        var garbage = new byte[1 << 20];
        garbage.AsSpan().Fill(0xAA);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
        {
            Wire.Receive(garbage, garbage.Length, decoder).Should().BeEmpty();
        }

        var good = new SentFrame(new Frame(FrameType.Pong, 7, new byte[] { 1, 2, 3 }));
        Wire.Receive(good.Bytes.Span, 4096, decoder).Should().Equal(good);
        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(100 << 20);
        decoder.DamagedBytes.Should().Be(200L << 20);
        decoder.DamagedPieces.Should().Be(1);
    }

    [Test]
    public void A_frame_of_another_version_is_refused_with_a_word_on_both_versions()
    {
        // Version 9, type Ping, no flags, request 1, and a right checksum.
        byte[] content = [9, 4, 0, 1, 0, 0, 0];
        byte[] whole = [.. content, .. BitConverter.GetBytes(System.IO.Hashing.Crc32.HashToUInt32(content))];
        byte[] bytes = [0, 3, 9, 4, 2, 1, 1, 1, 5, .. whole[^4..], 0];

        var receive = () => Wire.Receive(bytes, 4096);

        receive.Should().Throw<ProtocolException>().WithMessage("*version 9*this side 1*");
    }

    [Test]
    public void A_payload_too_large_for_a_frame_is_refused_by_the_sender()
    {
        var encode = () => FrameWriter.Encode(FrameType.RunJob, 1, new byte[(16 << 20) + 1]);

        encode.Should().Throw<ProtocolException>().WithMessage("*16777217 bytes*");
    }

    private static byte[] Join(IEnumerable<byte[]> pieces) => [.. pieces.SelectMany(p => p)];
}
