using System.Globalization;
using System.Text;

namespace Conformance.Engine.Output;

/// <summary>One value as bpftrace's JSON shows it.</summary>
public static class JsonText
{
    /// <summary>The value in JSON.</summary>
    public static string Of(OutputValue value) => value switch
    {
        IntegerOutput integer => Number(integer.Value, integer.Unsigned),
        TextOutput text => Quote(text.Text),
        BooleanOutput boolean => boolean.Value ? "true" : "false",
        PointerOutput pointer => pointer.Address.ToString(CultureInfo.InvariantCulture),
        EnumOutput number => Number(number.Value, false),
        BytesOutput bytes => $"[{string.Join(',', bytes.Bytes)}]",
        StackOutput => Quote(ValueText.Of(value)),
        TupleOutput tuple => $"[{string.Join(',', tuple.Items.Select(Of))}]",
        ArrayOutput array => $"[{string.Join(',', array.Items.Select(Of))}]",
        StructOutput structure => $"{{{string.Join(", ", structure.Members.Select(m => $"{Quote(m.Name)}: {Of(m.Value)}"))}}}",
        AverageOutput average => Number(average.Value, average.Unsigned),
        StatsOutput stats => string.Create(CultureInfo.InvariantCulture,
            $"{{\"count\": {stats.Count}, \"average\": {Number(stats.Average, stats.Unsigned)}, \"total\": {Number(stats.Total, stats.Unsigned)}}}"),
        HistogramOutput histogram => $"[{string.Join(',', histogram.Buckets.Select(Bucket))}]",
        TimeSeriesOutput series => $"[{string.Join(',', series.Points.Where(p => p.Value is not null).Select(p => $"{{\"interval_start\":{Quote(TimeSeriesText.Moment(p.Time))},\"value\":{Number(p.Value!.Value, series.Unsigned)}}}"))}]",
        _ => "null",
    };

    /// <summary>A key of several parts as one text: parts joined by commas without spaces.</summary>
    public static string Key(IReadOnlyList<OutputValue> parts) => string.Join(',', parts.Select(KeyPart));

    /// <summary>A text in quotes, with what JSON wants escaped.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var character in text)
            quoted = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
                _ => quoted.Append(character),
            };
        return quoted.Append('"').ToString();
    }

    /// <summary>Beyond 2^53 many readers of JSON lose digits, so that such a number is written as a text.</summary>
    private static string Number(long value, bool unsigned)
    {
        const ulong exact = 1UL << 53;
        var size = unsigned || value >= 0 ? (ulong)value : unchecked((ulong)-value);
        var digits = ValueText.Integer(value, unsigned);
        return size > exact ? $"\"{digits}\"" : digits;
    }

    private static string KeyPart(OutputValue part) => part switch
    {
        TupleOutput tuple => $"({string.Join(',', tuple.Items.Select(KeyPart))})",
        StackOutput stack => ValueText.Stack(stack, ""),
        _ => ValueText.Of(part),
    };

    private static string Bucket(HistogramBucket bucket)
    {
        var min = bucket.Min is { } from ? string.Create(CultureInfo.InvariantCulture, $"\"min\": {from}, ") : "";
        var max = bucket.Max is { } to ? string.Create(CultureInfo.InvariantCulture, $"\"max\": {to}, ") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{{{min}{max}\"count\": {bucket.Count}}}");
    }
}
