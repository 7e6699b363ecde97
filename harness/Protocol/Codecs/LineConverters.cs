using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Conformance.Engine;

namespace Conformance.Protocol.Codecs;

/// <summary>A firing as a list of its six numbers, on one line.</summary>
internal sealed class FiringConverter : JsonConverter<Firing>
{
    /// <summary>The writer puts raw values one behind the other; the space before a value may hold a line end.</summary>
    public const string NewLine = "\n    ";

    public override Firing Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("a firing is a list of six numbers");
        }

        var firing = new Firing(Next(ref reader).GetInt32(), Next(ref reader).GetInt32(), Next(ref reader).GetInt32(), Next(ref reader).GetUInt64(), Next(ref reader).GetUInt64(), Next(ref reader).GetUInt32());
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? firing : throw new JsonException("a firing has six numbers, not more");
    }

    public override void Write(Utf8JsonWriter writer, Firing value, JsonSerializerOptions options) => writer.WriteRawValue($"{NewLine}{Line(value)}", skipInputValidation: true);

    public static string Line(in Firing firing) => string.Create(
        CultureInfo.InvariantCulture,
        $"[{firing.Probe},{firing.Cpu},{firing.ThreadId},{firing.Sequence},{firing.TimeNs},{firing.Invocation}]");

    private static ref Utf8JsonReader Next(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.Number)
        {
            throw new JsonException("a firing is a list of six numbers");
        }

        return ref reader;
    }
}

/// <summary>A piece of output as a list of its text and its firing (or null), on one line.</summary>
internal sealed class OutputTextConverter : JsonConverter<OutputText>
{
    private static readonly FiringConverter Firings = new();

    public override OutputText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("a piece of output is a list of a text and a firing");
        }

        var text = reader.GetString()!;
        _ = reader.Read();
        Firing? firing = reader.TokenType == JsonTokenType.Null ? null : Firings.Read(ref reader, typeof(Firing), options);
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray
            ? new OutputText(text, firing)
            : throw new JsonException("a piece of output is a list of a text and a firing, not more");
    }

    public override void Write(Utf8JsonWriter writer, OutputText value, JsonSerializerOptions options)
    {
        var text = JsonEncodedText.Encode(value.Text, options.Encoder);
        var firing = value.Firing is { } known ? FiringConverter.Line(known) : "null";
        writer.WriteRawValue($"{FiringConverter.NewLine}[\"{text}\",{firing}]", skipInputValidation: true);
    }
}

/// <summary>A list of numbers on one line.</summary>
internal sealed class NumbersConverter : JsonConverter<IReadOnlyList<long>>
{
    public override IReadOnlyList<long> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var numbers = new List<long>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("a list of numbers was expected");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            numbers.Add(reader.GetInt64());
        }

        return reader.TokenType == JsonTokenType.EndArray ? numbers : throw new JsonException("a list of numbers holds something else");
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<long> value, JsonSerializerOptions options)
    {
        var line = new StringBuilder("[").AppendJoin(',', value).Append(']');
        writer.WriteRawValue(line.ToString(), skipInputValidation: true);
    }
}
