using System.Text.Json;
using Conformance.Protocol;

namespace Conformance.Cli.Differential;

/// <summary>Answers of a whole run in one file of the repository, one script a line: what tests of the comparison work with.</summary>
public static class RecordedAnswers
{
    /// <summary>Below the repository.</summary>
    public const string FileName = $"{ScriptReader.Folder}/answers.jsonl";

    private const int MostErrors = 400;

    private static readonly JsonSerializerOptions s_options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Writes them. Times are left out, so that two runs with the same answers write the same file.</summary>
    public static void Write(string path, IEnumerable<ScriptAnswers> answers) => File.WriteAllLines(
        path,
        answers.Select(one => JsonSerializer.Serialize(
            new Line(one.Script.Name, one.Answers.ToDictionary(answer => answer.Key, answer => answer.Value with { Milliseconds = 0, Errors = Short(answer.Value.Errors) })),
            s_options)));

    /// <summary>Reads them, by script and tracer.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyDictionary<string, CommandAnswer>> Read(string path) =>
        File.ReadLines(path).Select(line => JsonSerializer.Deserialize<Line>(line, s_options)!).ToDictionary(line => line.Script, line => line.Answers);

    /// <summary>The recorded answers to some scripts.</summary>
    /// <exception cref="UsageException">There are none to one of them.</exception>
    public static IReadOnlyList<ScriptAnswers> Of(IEnumerable<DifferentialScript> scripts, string path)
    {
        var recorded = File.Exists(path) ? Read(path) : new Dictionary<string, IReadOnlyDictionary<string, CommandAnswer>>();
        var wanted = scripts.ToList();
        return wanted.Where(script => !recorded.ContainsKey(script.Name)).Select(script => script.Name).ToList() is { Count: > 0 } unknown
            ? throw new UsageException($"no answers are recorded yet to {string.Join(", ", unknown)}: name them in --scripts too, or leave it out to run all")
            : [.. wanted.Select(script => new ScriptAnswers(script, recorded[script.Name], new Dictionary<string, string>()))];
    }

    private static string Short(string errors) => errors.Length > MostErrors ? errors[..MostErrors] : errors;

    private sealed record Line(string Script, IReadOnlyDictionary<string, CommandAnswer> Answers);
}
