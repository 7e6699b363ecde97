using Conformance.Engine;
using Conformance.Protocol.Codecs;
using CsCheck;

namespace Conformance.Protocol.Tests.Codecs;

public sealed class FiringCodecTests
{
    private static readonly Gen<Firing> AnyFiring =
        from probe in Gen.Int
        from cpu in Gen.Int
        from threadId in Gen.Int
        from sequence in Gen.ULong
        from time in Gen.ULong
        from invocation in Gen.UInt
        select new Firing(probe, cpu, threadId, sequence, time, invocation);

    private static readonly Gen<OutputText> AnyOutput =
        from text in Gen.OneOf(Gen.String, Gen.Int[0, 2].Select(i => i switch { 0 => "a\n", 1 => "b\n", _ => "" }))
        from firing in Gen.Nullable(AnyFiring)
        select new OutputText(text, firing);

    [Test]
    public void Any_firings_come_back_as_they_were() =>
        AnyFiring.Array[0, 50].Sample(firings => FiringCodec.Decode(FiringCodec.Encode(firings).Span).SequenceEqual(firings));

    [Test]
    public void Any_output_comes_back_as_it_was() =>
        AnyOutput.Array[0, 50].Where(all => all.All(o => IsWellFormed(o.Text))).Sample(output =>
            OutputCodec.Decode(OutputCodec.Encode(output).Span).SequenceEqual(output));

    [Test]
    public void Bytes_that_are_no_batch_are_refused_and_nothing_else_happens() =>
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            RefusesOrDecodes(() => FiringCodec.Decode(bytes));
            RefusesOrDecodes(() => OutputCodec.Decode(bytes));
        });

    [Test]
    public void A_damaged_batch_is_refused_or_decoded_and_nothing_else_happens() =>
        Gen.Select(AnyOutput.Array[1, 10].Where(all => all.All(o => IsWellFormed(o.Text))), Gen.UInt, Gen.Byte).Sample((output, where, value) =>
        {
            var bytes = OutputCodec.Encode(output).ToArray();
            bytes[where % bytes.Length] = value;
            RefusesOrDecodes(() => OutputCodec.Decode(bytes));
            RefusesOrDecodes(() => OutputCodec.Decode(bytes.AsSpan(0, (int)(where % bytes.Length))));
        });

    [TestCase(1, 1, ExpectedResult = true)]
    [TestCase(2, 1, ExpectedResult = true)]
    [TestCase(8, 1, ExpectedResult = true)]
    [TestCase(8, 4, ExpectedResult = true)]
    [TestCase(32, 4, ExpectedResult = true)]
    public bool A_firing_takes_at_most_six_bytes(int probes, int threads)
    {
        var firings = Trace(probes, threads, 2048);
        var bytes = FiringCodec.Encode(firings).Length;
        TestContext.Out.WriteLine($"{probes} probes, {threads} threads: {(double)bytes / firings.Length:F2} bytes a firing");
        return bytes <= 6 * firings.Length;
    }

    [Test]
    public void A_batch_larger_than_allowed_is_refused_by_the_sender()
    {
        var encode = () => FiringCodec.Encode(new Firing[FiringCodec.MaxBatch + 1]);

        encode.Should().Throw<ArgumentOutOfRangeException>();
    }

    /// <summary>What a run looks like: threads take turns on one CPU, each call fires all probes, with jitter in the times.</summary>
    private static Firing[] Trace(int probes, int threads, int count)
    {
        var random = new Random(1);
        var time = 123_456_789_012UL;
        var firings = new Firing[count];
        var invocations = new uint[threads];
        for (int i = 0, thread = 0; i < count; i++)
        {
            var probe = i % probes;
            if (probe == 0)
            {
                thread = random.Next(threads);
                invocations[thread]++;
                time += (ulong)random.Next(60_000, 900_000);
            }

            time += (ulong)random.Next(2_000, 15_000);
            firings[i] = new Firing(probe, 0, 4000 + thread, (ulong)i + 1, time, invocations[thread]);
        }

        return firings;
    }

    private static void RefusesOrDecodes(Action decode)
    {
        try
        {
            decode();
        }
        catch (ProtocolException)
        {
        }
    }

    /// <summary>UTF-8 cannot carry half a surrogate pair, and no script prints one: its output is decoded from bytes.</summary>
    private static bool IsWellFormed(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) == text;
}
