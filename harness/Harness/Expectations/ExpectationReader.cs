using System.Text.Json;
using Conformance.Harness.Configuration;
using Conformance.Harness.Text;

namespace Conformance.Harness.Expectations;

/// <summary>Reads the file of known failures.</summary>
internal static class ExpectationReader
{
    /// <summary>Words of the key <c>outcome</c>.</summary>
    public const string Fail = "fail", Intermittent = "intermittent";

    private static readonly string[] s_keys = ["invariant", "case", "kernel", "arch", "engine", "machine", "outcome", "seen", "reason", "link"];

    /// <summary>All entries, in the file's order.</summary>
    /// <param name="drafts">Whether entries without a reason are let through: those that wait for a person to say it.</param>
    /// <exception cref="ConfigurationException">It cannot be read or an entry is wrong: file, entry, key and value are named.</exception>
    public static IReadOnlyList<Expectation> Read(string path, bool drafts)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("expectations", out var list) || list.ValueKind != JsonValueKind.Array)
                throw new ConfigurationException($"{path}: there is no key 'expectations' with a list of known failures.");
            return [.. list.EnumerateArray().Select((entry, index) => Entry($"{path}, entry {index + 1}", entry, drafts))];
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path} is not valid JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static Expectation Entry(string place, JsonElement entry, bool drafts)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            throw new ConfigurationException($"{place}: it must be an object with the keys {string.Join(", ", s_keys)}.");
        foreach (var property in entry.EnumerateObject())
        {
            if (!s_keys.Contains(property.Name))
                throw new ConfigurationException($"{place}: key '{property.Name}' is unknown. {NearNames.Hint(property.Name, s_keys)}");
            if (property is { Name: "reason", Value.ValueKind: JsonValueKind.String } && string.IsNullOrWhiteSpace(property.Value.GetString()))
            {
                if (!drafts)
                    throw new ConfigurationException($"{place}: key 'reason' is empty. Say there why this fails, or take the entry out.");
            }
            else if (property.Value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(property.Value.GetString()))
                throw new ConfigurationException($"{place}: key '{property.Name}' has the value {property.Value.GetRawText()}, it must be a text.");
        }

        var intermittent = Outcome();
        return new Expectation(place, Pattern("invariant", null), Pattern("case", "*"), Range(), Pattern("arch", "*"), Pattern("engine", "*"), Pattern("machine", "*"), Text("reason", null), Link())
        {
            Intermittent = intermittent,
            Seen = entry.TryGetProperty("seen", out var seen)
                ? intermittent ? seen.GetString() : throw new ConfigurationException($"{place}: key 'seen' counts an intermittent failure; it needs \"outcome\": \"{Intermittent}\".")
                : null,
        };

        string Text(string key, string? otherwise) =>
            entry.TryGetProperty(key, out var value) ? value.GetString()! : otherwise ?? throw new ConfigurationException($"{place}: key '{key}' is missing.");

        Glob Pattern(string key, string? otherwise) => new(Text(key, otherwise));

        bool Outcome() => Text("outcome", Fail) switch
        {
            Fail => false,
            Intermittent => true,
            var other => throw new ConfigurationException($"{place}: key 'outcome' has the value '{other}', it must be {Fail} or {Intermittent}."),
        };

        KernelRange Range()
        {
            try
            {
                return KernelRange.Parse(Text("kernel", "*"));
            }
            catch (FormatException e)
            {
                throw new ConfigurationException($"{place}: key 'kernel' has the value '{Text("kernel", "*")}': {e.Message}.", e);
            }
        }

        string? Link() => entry.TryGetProperty("link", out var value)
            ? Uri.TryCreate(value.GetString(), UriKind.Absolute, out var address) && address.Scheme is "https" or "http"
                ? value.GetString()
                : throw new ConfigurationException($"{place}: key 'link' has the value '{value.GetString()}', it must be an address that begins with https://.")
            : null;
    }
}
