namespace Conformance.Protocol.Codecs;

/// <summary>One column of a batch: numbers one by one, or as runs of equal numbers, whichever is shorter.</summary>
internal static class Column
{
    private const ulong Plain = 0;
    private const ulong Runs = 1;

    public static void Write(ByteSink sink, ReadOnlySpan<ulong> values)
    {
        var plain = 0;
        var runs = 0;
        for (var i = 0; i < values.Length;)
        {
            var run = RunAt(values, i);
            plain += run * ByteSink.SizeOf(values[i]);
            runs += ByteSink.SizeOf(values[i]) + ByteSink.SizeOf((ulong)run);
            i += run;
        }

        if (plain <= runs)
        {
            sink.Unsigned(Plain);
            foreach (var value in values)
            {
                sink.Unsigned(value);
            }

            return;
        }

        sink.Unsigned(Runs);
        for (var i = 0; i < values.Length;)
        {
            var run = RunAt(values, i);
            sink.Unsigned(values[i]);
            sink.Unsigned((ulong)run);
            i += run;
        }
    }

    public static ulong[] Read(ref ByteSource source, int count)
    {
        var values = new ulong[count];
        if (source.Count(1) == (int)Plain)
        {
            foreach (ref var value in values.AsSpan())
            {
                value = source.Unsigned();
            }

            return values;
        }

        for (var i = 0; i < count;)
        {
            var value = source.Unsigned();
            var run = source.Count(count - i);
            if (run == 0)
            {
                throw new ProtocolException("a batch of firings or output holds an empty run; its checksum is right, so the sender is broken");
            }

            values.AsSpan(i, run).Fill(value);
            i += run;
        }

        return values;
    }

    private static int RunAt(ReadOnlySpan<ulong> values, int start)
    {
        var length = values[start..].IndexOfAnyExcept(values[start]);
        return length < 0 ? values.Length - start : length;
    }
}
