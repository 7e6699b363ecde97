using System.Globalization;
using System.Text;

namespace Conformance.Engine.Output;

/// <summary>One value as bpftrace's text shows it.</summary>
public static class ValueText
{
    /// <summary>The text, without line end.</summary>
    public static string Of(OutputValue value) => value switch
    {
        IntegerOutput integer => Integer(integer.Value, integer.Unsigned),
        TextOutput text => text.Text,
        BooleanOutput boolean => boolean.Value ? "true" : "false",
        PointerOutput pointer => "0x" + pointer.Address.ToString("x", CultureInfo.InvariantCulture),
        EnumOutput { Name: { } name } => name,
        EnumOutput number => Integer(number.Value, false),
        BytesOutput bytes => BytesText.Mixed(bytes.Bytes),
        StackOutput stack => Stack(stack, stack.Indent),
        TupleOutput tuple => $"({string.Join(", ", tuple.Items.Select(Of))})",
        ArrayOutput array => $"[{string.Join(",", array.Items.Select(Of))}]",
        StructOutput structure => $"{{ {string.Join(", ", structure.Members.Select(m => $".{m.Name} = {Of(m.Value)}"))} }}",
        AverageOutput average => Integer(average.Value, average.Unsigned),
        StatsOutput stats => string.Create(CultureInfo.InvariantCulture,
            $"{{ .count = {stats.Count}, .average = {Integer(stats.Average, stats.Unsigned)}, .total = {Integer(stats.Total, stats.Unsigned)} }}"),
        HistogramOutput histogram => HistogramText.Of(histogram),
        _ => "none",
    };

    /// <summary>An integer in decimal.</summary>
    public static string Integer(long value, bool unsigned) =>
        unsigned ? ((ulong)value).ToString(CultureInfo.InvariantCulture) : value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A stack: an empty line, then the frames.</summary>
    public static string Stack(StackOutput stack, string indent)
    {
        var text = new StringBuilder("\n");
        foreach (var frame in stack.Frames)
            text.Append(indent).Append(frame).Append('\n');
        return text.ToString();
    }
}
