namespace Conformance.Engine.Output;

/// <summary>A value that a script prints, free of how it lay in the kernel's memory. Renderers turn it into text or JSON.</summary>
public abstract record OutputValue;

/// <summary>An integer of up to 64 bits; <paramref name="Unsigned"/> says how its bits are meant.</summary>
public sealed record IntegerOutput(long Value, bool Unsigned = false) : OutputValue;

/// <summary>Text: a string, or whatever user space made of a value (a symbol, an address, a time).</summary>
public sealed record TextOutput(string Text) : OutputValue;

/// <summary>True or false.</summary>
public sealed record BooleanOutput(bool Value) : OutputValue;

/// <summary>An address: hexadecimal as text, a number in JSON.</summary>
public sealed record PointerOutput(ulong Address) : OutputValue;

/// <summary>An enum's value; <paramref name="Name"/> is <c>null</c> if the enum has none for it.</summary>
public sealed record EnumOutput(long Value, string? Name) : OutputValue;

/// <summary>Bytes as buf() copied them.</summary>
public sealed record BytesOutput(byte[] Bytes) : OutputValue;

/// <summary>A stack, one frame a line. JSON shows it as one text.</summary>
/// <param name="Indent">What stands before each frame.</param>
public sealed record StackOutput(IReadOnlyList<string> Frames, string Indent) : OutputValue;

/// <summary>A tuple.</summary>
public sealed record TupleOutput(IReadOnlyList<OutputValue> Items) : OutputValue;

/// <summary>An array.</summary>
public sealed record ArrayOutput(IReadOnlyList<OutputValue> Items) : OutputValue;

/// <summary>A structure or union, members in the order in which they lie.</summary>
public sealed record StructOutput(IReadOnlyList<OutputMember> Members) : OutputValue;

/// <summary>One member.</summary>
public sealed record OutputMember(string Name, OutputValue Value);

/// <summary>Something that has no printable value.</summary>
public sealed record NothingOutput : OutputValue;

/// <summary>What avg() makes: an integer that JSON calls statistics.</summary>
public sealed record AverageOutput(long Value, bool Unsigned) : OutputValue;

/// <summary>What stats() makes.</summary>
public sealed record StatsOutput(ulong Count, long Average, long Total, bool Unsigned) : OutputValue;

/// <summary>What hist() and lhist() make: buckets from the first to the last that is not empty.</summary>
public sealed record HistogramOutput(IReadOnlyList<HistogramBucket> Buckets) : OutputValue;

/// <summary>What tseries() makes: one number for each interval from the first that has one to the last.</summary>
/// <param name="Interval">Nanoseconds.</param>
public sealed record TimeSeriesOutput(IReadOnlyList<TimeSeriesPoint> Points, long Interval, bool Unsigned) : OutputValue;

/// <summary>One interval.</summary>
/// <param name="Time">Its beginning, in nanoseconds since 1970.</param>
/// <param name="Value">Its number; <c>null</c> if nothing was recorded.</param>
public sealed record TimeSeriesPoint(long Time, long? Value);

/// <summary>One bucket: values from <paramref name="Min"/> to <paramref name="Max"/>, both included; <c>null</c> where it is open.</summary>
/// <param name="Label">How text shows the range: <c>[2, 4)</c>.</param>
public sealed record HistogramBucket(long? Min, long? Max, ulong Count, string Label);
