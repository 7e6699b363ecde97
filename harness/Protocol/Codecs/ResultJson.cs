using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Conformance.Protocol.Codecs;

/// <summary>
/// A job's result as JSON that people can read: one line a firing (<c>[probe, cpu, thread id, sequence, time in ns, invocation]</c>), one a piece of
/// output, one a list of numbers. Whole: <see cref="Read"/> gives back what <see cref="Write"/> was given.
/// </summary>
public static class ResultJson
{
    private static readonly JsonTypeInfo<JobResult> Type = new ResultJsonContext(new JsonSerializerOptions
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file, never part of a page
        Converters = { new FiringConverter(), new OutputTextConverter(), new NumbersConverter(), new JsonStringEnumConverter<JobStatus>() },
    }).JobResult;

    /// <summary>Writes a result.</summary>
    public static void Write(Stream stream, JobResult result) => JsonSerializer.Serialize(stream, result, Type);

    /// <summary>Reads a result.</summary>
    /// <exception cref="ProtocolException">The stream holds none.</exception>
    public static JobResult Read(Stream stream)
    {
        try
        {
            return JsonSerializer.Deserialize(stream, Type) ?? throw new ProtocolException("a file of a job's result holds 'null'");
        }
        catch (JsonException exception)
        {
            throw new ProtocolException($"a file of a job's result cannot be read: {exception.Message}", exception);
        }
    }
}

/// <summary>Generated code for <see cref="ResultJson"/>.</summary>
[JsonSerializable(typeof(JobResult))]
internal sealed partial class ResultJsonContext : JsonSerializerContext;
