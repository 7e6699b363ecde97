using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Conformance.Harness.Results;

/// <summary>How every file of a run is written: one line an object, camel case where a record does not say otherwise, enumerations by name.</summary>
public static class JournalJson
{
    /// <summary>For lines.</summary>
    public static JsonSerializerOptions Line { get; } = Create(indented: false);

    /// <summary>For files that people open (<c>run.json</c>, <c>facts.json</c>).</summary>
    public static JsonSerializerOptions Page { get; } = Create(indented: true);

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            PropertyNameCaseInsensitive = true,
            // The files are read by people and by grep; none of them is ever pasted into HTML without escaping.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            WriteIndented = indented,
            // In this order: a converter here beats the one that a type names itself.
            Converters = { new OutcomeJsonConverter(), new JsonStringEnumConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
