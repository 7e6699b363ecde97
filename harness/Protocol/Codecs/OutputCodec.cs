using Conformance.Engine;

namespace Conformance.Protocol.Codecs;

/// <summary>
/// A batch of printed text: each different text once, which text each piece is, which pieces a firing printed, and those firings as
/// <see cref="FiringCodec"/> has them. A batch stands for itself.
/// </summary>
public static class OutputCodec
{
    /// <summary>Most pieces in one batch.</summary>
    public const int MaxBatch = 1 << 16;

    /// <summary>The batch's bytes.</summary>
    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<OutputText> output)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(output.Length, MaxBatch);
        var texts = new Dictionary<string, int>(StringComparer.Ordinal);
        var which = new ulong[output.Length];
        var hasFiring = new ulong[output.Length];
        var firings = new List<Firing>(output.Length);
        for (var i = 0; i < output.Length; i++)
        {
            if (!texts.TryGetValue(output[i].Text, out var number))
            {
                texts.Add(output[i].Text, number = texts.Count);
            }

            which[i] = (ulong)number;
            if (output[i].Firing is { } firing)
            {
                hasFiring[i] = 1;
                firings.Add(firing);
            }
        }

        var sink = new ByteSink();
        sink.Unsigned((ulong)output.Length);
        sink.Unsigned((ulong)texts.Count);
        foreach (var text in texts.Keys)
        {
            sink.Text(text);
        }

        Column.Write(sink, which);
        Column.Write(sink, hasFiring);
        FiringCodec.WriteColumns(sink, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(firings));
        return sink.Written;
    }

    /// <summary>The pieces of a batch.</summary>
    /// <exception cref="ProtocolException">The bytes are no batch.</exception>
    public static OutputText[] Decode(ReadOnlySpan<byte> bytes)
    {
        var source = new ByteSource(bytes);
        var output = new OutputText[source.Count(MaxBatch)];
        var texts = new string[source.Count(output.Length)];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = source.Text();
        }

        var which = Column.Read(ref source, output.Length);
        var hasFiring = Column.Read(ref source, output.Length);
        var firings = FiringCodec.ReadColumns(ref source, hasFiring.Count(flag => flag != 0));
        source.End();
        var next = 0;
        for (var i = 0; i < output.Length; i++)
        {
            if (which[i] >= (ulong)texts.Length)
            {
                throw new ProtocolException($"a batch of output names text {which[i]} of {texts.Length}; its checksum is right, so the sender is broken");
            }

            output[i] = new OutputText(texts[which[i]], hasFiring[i] != 0 ? firings[next++] : null);
        }

        return output;
    }
}
