using System.Text.Json;
using Conformance.Harness.Results;
using Conformance.Reports.Model;

namespace Conformance.Reports.Reading;

/// <summary>Reads output directories, whole or not, and merges them into one model. What is missing becomes a remark, never an exception.</summary>
public sealed class RunReader
{
    private readonly string _reportDirectory;
    private readonly List<string> _remarks = [];
    private readonly List<RunDirectory> _runs = [];
    private readonly List<Fact> _facts = [];
    private readonly Dictionary<(string, string, string, Target), ReportedResult> _results = [];
    private int _replaced;

    private RunReader(string reportDirectory) => _reportDirectory = reportDirectory;

    /// <summary>Reads the directories in order.</summary>
    /// <param name="runDirectories">Output directories of runs.</param>
    /// <param name="reportDirectory">Where the report will be, for links.</param>
    public static ReportModel Read(IReadOnlyList<string> runDirectories, string reportDirectory, CancellationToken cancellationToken)
    {
        var reader = new RunReader(reportDirectory);
        foreach (var directory in runDirectories)
        {
            cancellationToken.ThrowIfCancellationRequested();
            reader.Add(directory, runDirectories.Count > 1 ? $"{directory}: " : "", cancellationToken);
        }

        return reader.Build();
    }

    private void Add(string directory, string prefix, CancellationToken cancellationToken)
    {
        void Remark(string text) => _remarks.Add(prefix + text);
        if (!Directory.Exists(directory))
        {
            _remarks.Add($"{directory}: there is no such directory.");
            return;
        }

        var bare = new RunDirectory(directory, _reportDirectory, null);
        var info = ReadWhole<RunInfo>(bare, "run.json", i => i is { Version: not null, CommandLine: not null, Host: not null, Targets: not null }, Remark);
        var run = new RunDirectory(directory, _reportDirectory, info);
        _runs.Add(run);
        foreach (var remark in info?.Remarks ?? []) Remark(remark);
        // A run that found out no fact has no such file: nothing is missing then.
        var facts = run.Has("facts.json") ? ReadWhole<List<Fact?>>(run, "facts.json", _ => true, Remark) ?? [] : [];
        _facts.AddRange(facts.OfType<Fact>().Where(f => f is { Kernel: not null, Mechanism: not null, Name: not null, Value: not null }));
        AddResults(run, ReadEvidence(run, Remark), Remark, cancellationToken);
    }

    private static Dictionary<string, Evidence> ReadEvidence(RunDirectory run, Action<string> remark)
    {
        const string Name = "logs/evidence.jsonl";
        var evidence = new Dictionary<string, Evidence>();
        using var file = run.TryOpen(Name);
        if (file is null)
        {
            remark($"{Name} is missing: results are shown without what they stand on.");
            return evidence;
        }

        foreach (var item in JsonLines.Read<Evidence>(file, Name, IsWhole, remark)) evidence[item.Id] = item;
        return evidence;
    }

    private void AddResults(RunDirectory run, Dictionary<string, Evidence> evidence, Action<string> remark, CancellationToken cancellationToken)
    {
        const string Name = "results.jsonl";
        using var file = run.TryOpen(Name);
        if (file is null)
        {
            remark($"{Name} is missing: this run has no results.");
            return;
        }

        foreach (var result in JsonLines.Read<Result>(file, Name, IsWhole, remark))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var id = result.Evidence?[(result.Evidence.LastIndexOf('#') + 1)..];
            var reported = new ReportedResult(result, id is null ? null : evidence.GetValueOrDefault(id), run);
            if (_results.TryGetValue(reported.Key, out var earlier))
            {
                _replaced++;
                if (earlier.Result.Started > result.Started) continue;
            }

            _results[reported.Key] = reported;
        }
    }

    private static bool IsWhole(Evidence e) =>
        e is { Id: not null, Sentence: not null, Rerun: not null, Traces: not null }
        && e.CounterExample is null or { Message: not null, Expected: not null, Observed: not null, Firings: not null };

    private static bool IsWhole(Result r) =>
        r is { Case: not null, Suite: not null, Invariant: not null, Kernel: not null, Engine: not null, Machine: not null } && Enum.IsDefined(r.Outcome);

    private static T? ReadWhole<T>(RunDirectory run, string name, Func<T, bool> isWhole, Action<string> remark)
        where T : class
    {
        using var file = run.TryOpen(name);
        if (file is null)
        {
            remark($"{name} is missing.");
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize<T>(file, RunJson.Options) is { } value && isWhole(value)) return value;
            remark($"{name} does not hold all that it should; it was ignored.");
        }
        catch (JsonException e)
        {
            remark($"{name} could not be read (line {e.LineNumber + 1}); it was ignored.");
        }

        return null;
    }

    private ReportModel Build()
    {
        if (_replaced > 0)
            _remarks.Add($"{Words.Count(_replaced, "result")} occurred more than once (resumed or merged runs); the newest of each is shown.");
        var results = _results.Values
            .OrderBy(r => r.Target)
            .ThenBy(r => r.Result.Suite, NaturalOrder.Instance)
            .ThenBy(r => r.Result.Invariant, NaturalOrder.Instance)
            .ThenBy(r => r.Result.Case, NaturalOrder.Instance)
            .ToList();
        var problems = _runs.SelectMany(r => r.Info?.Targets ?? []).Where(t => t is { Problem: not null, Kernel: not null }).ToList();
        var targets = results.Select(r => r.Target)
            .Concat(problems.Select(p => new Target(p.Kernel, p.Engine ?? "", p.Machine ?? "")))
            .Distinct().Order().ToList();
        return new ReportModel
        {
            Runs = _runs,
            Results = results,
            Facts = [.. _facts.Distinct()],
            Remarks = _remarks,
            Targets = targets,
            Problems = problems,
        };
    }
}
