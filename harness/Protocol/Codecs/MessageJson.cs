using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Conformance.Protocol.Conversation;

namespace Conformance.Protocol.Codecs;

/// <summary>The small messages as JSON, by generated code (no reflection: it runs in a NativeAOT binary).</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(Job))]
[JsonSerializable(typeof(JobDone))]
[JsonSerializable(typeof(WorkloadReport))]
[JsonSerializable(typeof(WakeUp))]
[JsonSerializable(typeof(Awake))]
public sealed partial class MessageJson : JsonSerializerContext
{
    /// <summary>A message's payload.</summary>
    public static ReadOnlyMemory<byte> Encode<T>(T message, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(message, type);

    /// <summary>The message that a payload holds.</summary>
    /// <exception cref="ProtocolException">It holds none.</exception>
    public static T Decode<T>(ReadOnlyMemory<byte> payload, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(payload.Span, type) ?? throw new ProtocolException($"an empty {typeof(T).Name} message came");
        }
        catch (JsonException exception)
        {
            throw new ProtocolException($"a {typeof(T).Name} message is not what this build expects: {exception.Message}", exception);
        }
    }
}
