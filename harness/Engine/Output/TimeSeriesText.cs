using System.Globalization;
using System.Text;
using Conformance.Engine.Builtins.Times;

namespace Conformance.Engine.Output;

/// <summary>A time series as a chart: a line for each interval, its number marked between the least and the greatest.</summary>
internal static class TimeSeriesText
{
    /// <summary>Columns of the chart, its borders included.</summary>
    private const int Width = 53;

    private const long Second = 1_000_000_000;

    /// <summary>The lines; empty if there is nothing.</summary>
    public static string Of(TimeSeriesOutput series)
    {
        var known = series.Points.Where(p => p.Value is not null).Select(p => Number(p.Value!.Value, series.Unsigned)).ToList();
        if (known.Count == 0)
            return "";
        var (least, greatest) = (known.Min(), known.Max());
        // A chart of one number shows it in the middle.
        if (least == greatest)
            (least, greatest) = (least - 1, greatest + 1);
        var digits = Digits(series);
        var time = digits == 0 ? 8 : 9 + digits;
        var text = new StringBuilder();
        Bounds(text, time, least, greatest);
        text.Append(("hh:mm:ss" + digits switch { 0 => "", 3 => ".ms", 6 => ".us", _ => ".ns" }).PadRight(time + 1)).Append('|').Append('_', Width - 2).Append("|\n");
        foreach (var point in series.Points)
            Line(text, point, digits, least, greatest, series.Unsigned);
        text.Append(' ', time + 1).Append('v').Append('_', Width - 2).Append("v\n");
        Bounds(text, time, least, greatest);
        return text.ToString();
    }

    /// <summary>The time at which an interval begins, in the machine's own time zone, for JSON.</summary>
    public static string Moment(long time) => WallClock.Format("%Y-%m-%d %H:%M:%S.", time) + Fraction(time, 9);

    private static void Line(StringBuilder text, TimeSeriesPoint point, int digits, Int128 least, Int128 greatest, bool unsigned)
    {
        var chart = new char[Width];
        Array.Fill(chart, ' ');
        (chart[0], chart[^1]) = ('|', '|');
        if (least < 0 && greatest > 0)
            chart[Column(0, least, greatest)] = '.';
        if (point.Value is { } value)
            chart[Column(Number(value, unsigned), least, greatest)] = '*';
        text.Append(WallClock.Format("%H:%M:%S", point.Time));
        if (digits > 0)
            text.Append('.').Append(Fraction(point.Time, digits));
        text.Append(' ').Append(chart).Append(' ').Append(point.Value is { } shown ? ValueText.Integer(shown, unsigned) : "-").Append('\n');
    }

    private static void Bounds(StringBuilder text, int time, Int128 least, Int128 greatest)
    {
        var from = least.ToString(CultureInfo.InvariantCulture);
        text.Append(' ', time + 1).Append(from).Append(greatest.ToString(CultureInfo.InvariantCulture).PadLeft(Width - from.Length)).Append('\n');
    }

    private static int Column(Int128 value, Int128 least, Int128 greatest) => (int)((value - least) * (Width - 1) / (greatest - least));

    private static Int128 Number(long value, bool unsigned) => unsigned ? (ulong)value : value;

    /// <summary>As fine as the distance between lines; one line alone has none, and is as fine as can be.</summary>
    private static int Digits(TimeSeriesOutput series) =>
        series.Points.Count < 2 ? 9 : series.Interval % Second == 0 ? 0 : series.Interval % 1_000_000 == 0 ? 3 : series.Interval % 1000 == 0 ? 6 : 9;

    private static string Fraction(long time, int digits) => (time % Second).ToString("d9", CultureInfo.InvariantCulture)[..digits];
}
