using System.Text.Json;
using System.Text.Json.Serialization;
using Conformance.Harness.Results;

namespace Conformance.Reports.Reading;

/// <summary>How files of a run are read: exact in meaning, lenient in spelling, so that runs of other versions stay readable.</summary>
public static class RunJson
{
    /// <summary>The options for every file of a run.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            PropertyNameCaseInsensitive = true,
            AllowTrailingCommas = true,
            NumberHandling = JsonNumberHandling.AllowReadingFromString,
            RespectNullableAnnotations = true,
            // In this order: a converter here beats the one that a type names itself, and outcomes are words with dashes.
            Converters = { new OutcomeJsonConverter(), new JsonStringEnumConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
