using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins.Aggregations;

/// <summary>How the numbers of one interval become one.</summary>
public enum TimeSeriesKind
{
    Last,
    Average,
    Maximum,
    Minimum,
    Sum,
}

/// <summary>What tseries() keeps: for each interval its number (wall clock divided by the interval's length), its value, and a mark that says how CPUs' values are put together.</summary>
/// <param name="Interval">Nanoseconds of one interval.</param>
/// <param name="Count">How many intervals are kept.</param>
internal sealed record TimeSeries(TimeSeriesKind Kind, long Interval, int Count, bool Unsigned) : Aggregation("a time series", 3 * Count, Unsigned)
{
    /// <summary>Bytes of one interval's slot, and where in it what lies.</summary>
    public const int SlotBytes = 24;
    public const int Number = 0;
    public const int Held = 8;
    public const int Mark = 16;

    private const int SlotCells = SlotBytes / 8;

    /// <summary>The kind that scripts call so, or <c>null</c>.</summary>
    public static TimeSeriesKind? KindOf(string word) => word switch
    {
        "avg" => TimeSeriesKind.Average,
        "max" => TimeSeriesKind.Maximum,
        "min" => TimeSeriesKind.Minimum,
        "sum" => TimeSeriesKind.Sum,
        _ => null,
    };

    /// <inheritdoc/>
    public override MapFlavour Flavour => MapFlavour.TimeSeries;

    /// <inheritdoc/>
    public override bool Readable => false;

    /// <inheritdoc/>
    public override void Fold(Span<long> total, ReadOnlySpan<long> cpu)
    {
        for (var i = 0; i + SlotCells <= total.Length; i += SlotCells)
        {
            var all = total.Slice(i, SlotCells);
            var one = cpu.Slice(i, SlotCells);
            if (one[0] > all[0])
                one.CopyTo(all);
            else if (one[0] == all[0] && one[0] != 0)
                Merge(all, one);
        }
    }

    private void Merge(Span<long> all, ReadOnlySpan<long> one)
    {
        var order = Unsigned ? ((ulong)one[1]).CompareTo((ulong)all[1]) : one[1].CompareTo(all[1]);
        switch (Kind)
        {
            case TimeSeriesKind.Average:
                all[1] = unchecked(all[1] + one[1]);
                all[2] += one[2];
                break;
            case TimeSeriesKind.Sum:
                all[1] = unchecked(all[1] + one[1]);
                break;
            case TimeSeriesKind.Maximum when order > 0:
            case TimeSeriesKind.Minimum when order < 0:
                all[1] = one[1];
                break;
            case TimeSeriesKind.Last when one[2] > all[2]:
                (all[1], all[2]) = (one[1], one[2]);
                break;
        }
    }

    /// <inheritdoc/>
    public override OutputValue Value(ReadOnlySpan<long> cells, long divisor)
    {
        var known = new SortedDictionary<long, long>();
        for (var i = 0; i + SlotCells <= cells.Length; i += SlotCells)
            if (cells[i] != 0)
                known[cells[i]] = Divide(Kind == TimeSeriesKind.Average ? Divide(cells[i + 1], Math.Max(1, cells[i + 2])) : cells[i + 1], divisor);
        var points = new List<TimeSeriesPoint>();
        if (known.Count == 0)
            return new TimeSeriesOutput(points, Interval, Unsigned);
        // Older ones were left in slots that no later interval came to.
        var last = known.Keys.Last();
        for (var number = known.Keys.First(n => n > last - Count); number <= last; number++)
            points.Add(new(number * Interval, known.TryGetValue(number, out var value) ? value : null));
        return new TimeSeriesOutput(points, Interval, Unsigned);
    }

    /// <inheritdoc/>
    public override long Rank(ReadOnlySpan<long> cells) => 0;
}
