using System.Text.Json;
using Conformance.Harness.Configuration;
using Conformance.Harness.Results;
using Conformance.Harness.Text;

namespace Conformance.Harness.Expectations;

/// <summary>The file of known failures. A failure it lists is <c>known-fail</c>, a pass it lists <c>unexpected-pass</c>; other outcomes stay as they are.</summary>
public sealed class ExpectationList
{
    private static readonly string[] s_keys = ["invariant", "case", "kernel", "arch", "engine", "machine", "reason", "link"];

    private ExpectationList(IReadOnlyList<Expectation> entries) => Entries = entries;

    /// <summary>Nothing is expected to fail.</summary>
    public static ExpectationList Empty => new([]);

    /// <summary>All entries, in the file's order; the first that matches counts.</summary>
    public IReadOnlyList<Expectation> Entries { get; }

    /// <summary>Entries that no result of a full run bears out: they are out of date.</summary>
    /// <param name="architecture">What <c>uname -m</c> prints in the guests.</param>
    public IReadOnlyList<Expectation> UnusedIn(IReadOnlyList<Result> results, string architecture)
    {
        var listed = results.Where(result => result.Outcome is Outcome.KnownFail or Outcome.UnexpectedPass).ToArray();
        return [.. Entries.Where(entry => !listed.Any(result => entry.Matches(result, architecture)))];
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">It cannot be read or an entry is wrong: file, entry, key and value are named.</exception>
    public static ExpectationList Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("expectations", out var list) || list.ValueKind != JsonValueKind.Array)
                throw new ConfigurationException($"{path}: there is no key 'expectations' with a list of known failures.");
            return new ExpectationList([.. list.EnumerateArray().Select((entry, index) => Entry($"{path}, entry {index + 1}", entry))]);
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

    /// <summary>The result as it stands once known failures are taken into account.</summary>
    /// <param name="architecture">What <c>uname -m</c> prints in the guest.</param>
    public Result Apply(Result result, string architecture)
    {
        if (result.Outcome is not (Outcome.Fail or Outcome.Pass) || Entries.FirstOrDefault(entry => entry.Matches(result, architecture)) is not { } entry)
            return result;
        var listed = entry.Link is null ? entry.Reason : $"{entry.Reason} ({entry.Link})";
        return result.Outcome == Outcome.Fail
            ? result with { Outcome = Outcome.KnownFail, Reason = listed }
            : result with { Outcome = Outcome.UnexpectedPass, Reason = $"listed as a known failure, but passed: {listed}" };
    }

    private static Expectation Entry(string place, JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object)
            throw new ConfigurationException($"{place}: it must be an object with the keys {string.Join(", ", s_keys)}.");
        foreach (var property in entry.EnumerateObject())
        {
            if (!s_keys.Contains(property.Name))
                throw new ConfigurationException($"{place}: key '{property.Name}' is unknown. {NearNames.Hint(property.Name, s_keys)}");
            if (property.Value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(property.Value.GetString()))
                throw new ConfigurationException($"{place}: key '{property.Name}' has the value {property.Value.GetRawText()}, it must be a text.");
        }

        return new Expectation(place, Pattern("invariant", null), Pattern("case", "*"), Range(), Pattern("arch", "*"), Pattern("engine", "*"), Pattern("machine", "*"), Text("reason", null), Link());

        string Text(string key, string? otherwise) =>
            entry.TryGetProperty(key, out var value) ? value.GetString()! : otherwise ?? throw new ConfigurationException($"{place}: key '{key}' is missing.");

        Glob Pattern(string key, string? otherwise) => new(Text(key, otherwise));

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
