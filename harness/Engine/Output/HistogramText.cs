using System.Globalization;
using System.Text;

namespace Conformance.Engine.Output;

/// <summary>A histogram as lines of range, count and bar.</summary>
internal static class HistogramText
{
    /// <summary>Columns of the longest bar.</summary>
    private const int Widest = 52;

    /// <summary>The lines; empty if there are no buckets.</summary>
    public static string Of(HistogramOutput histogram)
    {
        var text = new StringBuilder();
        var largest = histogram.Buckets.Select(bucket => bucket.Count).DefaultIfEmpty().Max();
        foreach (var bucket in histogram.Buckets)
        {
            var bar = largest == 0 ? 0 : (int)((UInt128)bucket.Count * Widest / largest);
            text.Append(bucket.Label.PadRight(16))
                .Append(bucket.Count.ToString(CultureInfo.InvariantCulture).PadLeft(8))
                .Append(" |").Append('@', bar).Append(' ', Widest - bar).Append("|\n");
        }
        return text.ToString();
    }
}
