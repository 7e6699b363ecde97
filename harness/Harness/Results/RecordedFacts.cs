using System.Text.Json;
using System.Text.Json.Serialization;
using Conformance.Harness.Configuration;

namespace Conformance.Harness.Results;

/// <summary>A fact as the repository keeps it: for a series of kernels, not for one build.</summary>
/// <param name="Series">The first two numbers of the release (<c>6.12</c>).</param>
/// <param name="Name">Name of the behaviour.</param>
public sealed record RecordedFact(
    [property: JsonPropertyName("series")] string Series,
    [property: JsonPropertyName("mechanism")] string Mechanism,
    [property: JsonPropertyName("fact")] string Name,
    [property: JsonPropertyName("value")] string Value);

/// <summary>A fact that a run found otherwise than it is recorded.</summary>
public sealed record ChangedFact(Fact Found, string Recorded)
{
    /// <summary>One sentence.</summary>
    public override string ToString() => $"{Found.Kernel}: {Found.Mechanism} {Found.Name} is {Found.Value}, recorded is {Recorded}";
}

/// <summary>What earlier runs found out about kernels (<c>fixtures/facts.json</c>). A run that finds something else says so: a kernel has changed, or we have.</summary>
public sealed class RecordedFacts
{
    private readonly SortedDictionary<(string Series, string Mechanism, string Name), string> _facts;

    private RecordedFacts(IEnumerable<RecordedFact> facts)
    {
        _facts = new(Comparer<(string Series, string Mechanism, string Name)>.Create((a, b) =>
            Version.Parse(a.Series).CompareTo(Version.Parse(b.Series)) is var series and not 0 ? series
            : string.CompareOrdinal(a.Mechanism, b.Mechanism) is var mechanism and not 0 ? mechanism
            : string.CompareOrdinal(a.Name, b.Name)));
        foreach (var fact in facts)
            _facts[(fact.Series, fact.Mechanism, fact.Name)] = fact.Value;
    }

    /// <summary>Where the repository keeps them; <c>null</c> if this program runs outside of it.</summary>
    public static string? Path { get; } = House.Root is { } root ? System.IO.Path.Combine(root, "fixtures", "facts.json") : null;

    /// <summary>Nothing is recorded.</summary>
    public static RecordedFacts None => new([]);

    /// <summary>All of them, by series, mechanism and name.</summary>
    public IReadOnlyList<RecordedFact> All => [.. _facts.Select(fact => new RecordedFact(fact.Key.Series, fact.Key.Mechanism, fact.Key.Name, fact.Value))];

    /// <summary>Reads a file; one that does not exist holds nothing.</summary>
    /// <exception cref="ConfigurationException">It is no list of facts.</exception>
    public static RecordedFacts Read(string path)
    {
        try
        {
            if (!File.Exists(path))
                return None;
            var facts = JsonSerializer.Deserialize<RecordedFact[]>(File.ReadAllBytes(path), JournalJson.Page) ?? [];
            return facts.FirstOrDefault(fact => !Version.TryParse(fact.Series, out _) || fact.Mechanism is null || fact.Name is null || fact.Value is null) is { } wrong
                ? throw new ConfigurationException($"{path}: the entry {wrong} needs series (6.12), mechanism, fact and value.")
                : new RecordedFacts(facts);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException($"{path} is no list of facts: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The facts that a run found otherwise. What is not recorded is no change.</summary>
    public IReadOnlyList<ChangedFact> ChangedIn(IEnumerable<Fact> found) =>
    [
        .. from fact in found
           where SeriesOf(fact.Kernel) is { } series && _facts.TryGetValue((series, fact.Mechanism, fact.Name), out var recorded) && recorded != fact.Value
           select new ChangedFact(fact, _facts[(SeriesOf(fact.Kernel)!, fact.Mechanism, fact.Name)]),
    ];

    /// <summary>The same with what a run found, which takes the place of what was recorded.</summary>
    public RecordedFacts With(IEnumerable<Fact> found) =>
        new([.. All, .. from fact in found let series = SeriesOf(fact.Kernel) where series is not null select new RecordedFact(series, fact.Mechanism, fact.Name, fact.Value)]);

    /// <summary>Writes the file whole, or not at all.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        var lines = All.Select(fact => "  " + JsonSerializer.Serialize(fact, JournalJson.Line));
        File.WriteAllText(path + ".new", $"[\n{string.Join(",\n", lines)}\n]\n");
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>The series of a release, or <c>null</c> if it has none.</summary>
    private static string? SeriesOf(string release)
    {
        var numbers = release.Split('.', '-', '+');
        return numbers.Length > 1 && int.TryParse(numbers[0], out var major) && int.TryParse(numbers[1], out var minor) ? $"{major}.{minor}" : null;
    }
}
