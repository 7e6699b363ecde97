using System.Text.Json;
using System.Text.Json.Serialization;

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
            Converters = { new JsonStringEnumConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
