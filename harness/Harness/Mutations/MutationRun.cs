using System.Text.Json;
using Conformance.Harness.Invariants;
using Conformance.Harness.Results;

namespace Conformance.Harness.Mutations;

/// <summary>Takes the traces of finished runs as what really happened, and tries every invariant on mutants of those that it held on.</summary>
public static class MutationRun
{
    /// <summary>Reads the directories and tries.</summary>
    /// <param name="most">Mutants of one kind from one trace at most.</param>
    /// <exception cref="JournalException">A directory holds no run, or is damaged.</exception>
    public static IReadOnlyList<MutationOutcome> Of(IReadOnlyList<string> directories, int most, CancellationToken cancellationToken)
    {
        var trial = new MutationTrial(most);
        foreach (var directory in directories)
        {
            var judged = new HashSet<string>();
            using var journal = Journal.Resume(directory);
            var evidence = Evidence(directory).ToDictionary(one => one.Id);
            foreach (var result in journal.Results.Where(result => result.Outcome == Outcome.Pass))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (InvariantTable.OnTraces.FirstOrDefault(invariant => invariant.Name == result.Invariant) is not { } invariant
                    || result.Evidence is not { } id || !evidence.TryGetValue(id[(id.IndexOf('#', StringComparison.Ordinal) + 1)..], out var stands)
                    || !judged.Add($"{invariant.Number} {string.Join(' ', stands.Traces)}"))
                    continue;
                var traces = stands.Traces.Select(path => Read(Path.Combine(directory, path))).ToArray();
                if (traces is [var first, .. var partners])
                    trial.Try(invariant, $"{result.Kernel} {result.Case}", (first.Job, first.Result), [.. partners.Select(partner => (partner.Job, partner.Result))]);
            }
        }

        return trial.Outcomes;
    }

    /// <summary>Reads a kept trace.</summary>
    /// <exception cref="JournalException">It is not there, or damaged.</exception>
    public static TraceFile Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<TraceFile>(file, JournalJson.Line) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new JournalException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static IReadOnlyList<Evidence> Evidence(string directory) => LineFile.Recover<Evidence>(directory, "logs/evidence.jsonl");
}
