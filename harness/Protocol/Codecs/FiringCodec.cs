using Conformance.Engine;

namespace Conformance.Protocol.Codecs;

/// <summary>
/// A batch of firings in 3 to 5 bytes each: their number, then one column for each field of what <see cref="FiringPredictor"/> missed.
/// A batch stands for itself, it needs none before it.
/// </summary>
public static class FiringCodec
{
    /// <summary>Most firings in one batch.</summary>
    public const int MaxBatch = 1 << 16;

    /// <summary>The batch's bytes.</summary>
    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<Firing> firings)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firings.Length, MaxBatch);
        var sink = new ByteSink();
        sink.Unsigned((ulong)firings.Length);
        WriteColumns(sink, firings);
        return sink.Written;
    }

    /// <summary>The firings of a batch.</summary>
    /// <exception cref="ProtocolException">The bytes are no batch.</exception>
    public static Firing[] Decode(ReadOnlySpan<byte> bytes)
    {
        var source = new ByteSource(bytes);
        var firings = ReadColumns(ref source, source.Count(MaxBatch));
        source.End();
        return firings;
    }

    internal static void WriteColumns(ByteSink sink, ReadOnlySpan<Firing> firings)
    {
        var columns = new ulong[FiringPredictor.Columns * firings.Length];
        var predictor = new FiringPredictor();
        Span<ulong> misses = stackalloc ulong[FiringPredictor.Columns];
        for (var row = 0; row < firings.Length; row++)
        {
            predictor.Encode(firings[row], misses);
            for (var column = 0; column < FiringPredictor.Columns; column++)
            {
                columns[(column * firings.Length) + row] = misses[column];
            }
        }

        for (var column = 0; column < FiringPredictor.Columns; column++)
        {
            Column.Write(sink, columns.AsSpan(column * firings.Length, firings.Length));
        }
    }

    internal static Firing[] ReadColumns(ref ByteSource source, int count)
    {
        var columns = new ulong[FiringPredictor.Columns][];
        for (var column = 0; column < FiringPredictor.Columns; column++)
        {
            columns[column] = Column.Read(ref source, count);
        }

        var firings = new Firing[count];
        var predictor = new FiringPredictor();
        Span<ulong> misses = stackalloc ulong[FiringPredictor.Columns];
        for (var row = 0; row < count; row++)
        {
            for (var column = 0; column < FiringPredictor.Columns; column++)
            {
                misses[column] = columns[column][row];
            }

            firings[row] = predictor.Decode(misses);
        }

        return firings;
    }
}
