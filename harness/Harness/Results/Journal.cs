using System.Globalization;
using System.Text.Json;

namespace Conformance.Harness.Results;

/// <summary>
/// A run on disk, and the only truth about it: <c>results.jsonl</c> line by line, <c>logs/evidence.jsonl</c> before it, traces, <c>facts.json</c>
/// and <c>run.json</c>. Safe for several threads. Whatever ends the process, what was recorded can be read again.
/// </summary>
public sealed class Journal : IDisposable
{
    private const string ResultsFile = "results.jsonl", RoundsFile = "rounds.jsonl", EvidenceFile = "logs/evidence.jsonl", FactsFile = "facts.json", RunFile = "run.json";

    private readonly Lock _lock = new();
    private readonly LineFile _results, _evidence;
    private readonly Dictionary<ResultKey, Result> _done = [];
    private readonly RoundTally _rounds = new();
    private LineFile? _roundsFile;
    private readonly SortedDictionary<(string Kernel, string Mechanism, string Name), SortedSet<string>> _facts = [];
    private int _nextEvidence, _nextTrace;

    private Journal(string directory, RunInfo info, IEnumerable<Result> results, int evidence, IEnumerable<Fact> facts)
    {
        (Directory, Info) = (directory, info);
        foreach (var result in results)
            _done[ResultKey.Of(result)] = result;
        foreach (var fact in facts)
            Keep(fact);
        _nextEvidence = evidence + 1;
        var traces = new DirectoryInfo(Path.Combine(directory, "logs", "traces"));
        _nextTrace = traces.Exists ? traces.EnumerateFiles("*.json", SearchOption.AllDirectories).Count() + 1 : 1;
        _results = LineFile.Open(directory, ResultsFile);
        _evidence = LineFile.Open(directory, EvidenceFile);
    }

    /// <summary>The output directory, full path.</summary>
    public string Directory { get; }

    /// <summary>Directory of console, engine and trace logs.</summary>
    public string Logs => Path.Combine(Directory, "logs");

    /// <summary>What the run is about.</summary>
    public RunInfo Info { get; private set; }

    /// <summary>All results so far, those of a resumed run first.</summary>
    public IReadOnlyList<Result> Results
    {
        get
        {
            lock (_lock)
                return [.. _done.Values];
        }
    }

    /// <summary>Everything that was measured: results, and of repeated cases each round.</summary>
    public IReadOnlyList<Result> Trials
    {
        get
        {
            lock (_lock)
                return [.. _done.Values.Where(result => _rounds.Of(ResultKey.Of(result)) == 0), .. _rounds.All];
        }
    }

    /// <summary>All facts so far; one that was found with different values has them all, joined by <c> | </c>.</summary>
    public IReadOnlyList<Fact> Facts
    {
        get
        {
            lock (_lock)
                return [.. _facts.Select(fact => new Fact(fact.Key.Kernel, fact.Key.Mechanism, fact.Key.Name, string.Join(" | ", fact.Value)))];
        }
    }

    /// <summary>Starts a run in a directory that holds none yet.</summary>
    /// <exception cref="JournalException">The directory holds a run, or cannot be written.</exception>
    public static Journal Create(string directory, RunInfo info)
    {
        directory = Path.GetFullPath(directory);
        if (File.Exists(Path.Combine(directory, ResultsFile)))
            throw new JournalException($"{directory} already holds a run. Choose another directory, or go on with it: --resume {directory}");
        return Guard(directory, () =>
        {
            System.IO.Directory.CreateDirectory(directory);
            var journal = new Journal(directory, info, [], 0, []);
            journal.Update(info);
            return journal;
        });
    }

    /// <summary>Opens the run that a directory holds, however it ended.</summary>
    /// <exception cref="JournalException">It holds none, or its files are damaged (a half last line is not damage).</exception>
    public static Journal Resume(string directory)
    {
        directory = Path.GetFullPath(directory);
        return Guard(directory, () =>
        {
            var info = ReadInfo(directory);
            var evidence = LineFile.Recover<JsonElement>(directory, EvidenceFile).Count;
            var results = LineFile.Recover<Result>(directory, ResultsFile);
            var journal = new Journal(directory, info, results, evidence, Read<Fact[]>(directory, FactsFile) ?? []);
            foreach (var round in LineFile.Recover<RoundResult>(directory, RoundsFile))
                journal._rounds.Add(round);
            return journal;
        });
    }

    /// <summary>What the run in a directory was asked for.</summary>
    /// <exception cref="JournalException">The directory holds none.</exception>
    public static RunInfo InfoOf(string directory) => Guard(directory, () => ReadInfo(Path.GetFullPath(directory)));

    /// <summary>Whether the run already has this result.</summary>
    public bool IsDone(ResultKey key)
    {
        lock (_lock)
            return _done.ContainsKey(key);
    }

    /// <summary>Records a result with what it stands on: evidence first, so that a result never names evidence that is not there.</summary>
    /// <param name="evidence">Its id is given here.</param>
    /// <returns>The result as it was written.</returns>
    /// <exception cref="JournalException">It could not be written (disk full).</exception>
    public Result Record(Result result, Evidence evidence)
    {
        lock (_lock)
        {
            return Append(result with { Evidence = Append(evidence) });
        }
    }

    /// <summary>Records one round of a repeated case; with the last of them the case's result, which says so if the outcome varied.</summary>
    /// <param name="evidence">Asked for only if no earlier round ended the same way.</param>
    /// <param name="rounds">How many there will be.</param>
    /// <returns>The result of this round, and the case's once all its rounds are there.</returns>
    /// <exception cref="JournalException">It could not be written (disk full).</exception>
    public (Result Round, Result? Case) RecordRound(Result result, Func<Evidence> evidence, int round, int rounds)
    {
        lock (_lock)
        {
            if (_rounds.IsNew(result))
                result = result with { Evidence = Append(evidence()) };
            var line = new RoundResult(round, result);
            (_roundsFile ??= LineFile.Open(Directory, RoundsFile)).Append(line);
            _rounds.Add(line);
            var key = ResultKey.Of(result);
            return (result, _rounds.Of(key) < rounds ? null : Append(_rounds.Standing(key)));
        }
    }

    /// <summary>Whether a repeated case already has that round.</summary>
    public bool HasRound(ResultKey key, int round)
    {
        lock (_lock)
            return _rounds.Has(key, round);
    }

    /// <summary>Repeated cases whose outcome varied, a sentence each.</summary>
    public IReadOnlyList<string> Varying
    {
        get
        {
            lock (_lock)
                return [.. _rounds.AllVarying().Select(one => $"{one.Key.Suite}/{one.Key.Case}, {one.Key.Invariant}, on {one.Key.Kernel} with {one.Key.Engine} ({one.Key.Machine}) is intermittent: {one.Counts}")];
        }
    }

    /// <summary>Records facts and rewrites <c>facts.json</c> if they are new. A fact found with different values keeps them all, joined by <c> | </c>.</summary>
    /// <exception cref="JournalException">It could not be written.</exception>
    public void Record(IReadOnlyList<Fact> facts)
    {
        lock (_lock)
        {
            var news = false;
            foreach (var fact in facts)
                news |= Keep(fact);
            if (news)
                WriteWhole(FactsFile, Facts);
        }
    }

    /// <summary>Keeps a measured run.</summary>
    /// <returns>Its path in the output directory, for <see cref="Evidence.Traces"/>.</returns>
    /// <exception cref="JournalException">It could not be written.</exception>
    public string Keep(TraceFile trace)
    {
        var number = Interlocked.Increment(ref _nextTrace) - 1;
        var path = $"logs/traces/{FileName(trace.Kernel)}/{FileName(trace.Engine)}-{number:0000}.json";
        WriteWhole(path, trace, JournalJson.Line);
        return path;
    }

    /// <summary>Rewrites <c>run.json</c>.</summary>
    /// <exception cref="JournalException">It could not be written.</exception>
    public void Update(RunInfo info)
    {
        lock (_lock)
        {
            Info = info;
            WriteWhole(RunFile, info);
        }
    }

    /// <summary>A path as the journal's files write it: relative to the output directory, with slashes.</summary>
    public string Relative(string path) => Path.GetRelativePath(Directory, path).Replace(Path.DirectorySeparatorChar, '/');

    /// <summary>A name that is safe in a path (<c>tracer/written</c> becomes <c>tracer-written</c>).</summary>
    public static string FileName(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' or '+' ? letter : '-'));

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _results.Dispose();
            _evidence.Dispose();
            _roundsFile?.Dispose();
        }
    }

    private static T Guard<T>(string directory, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"{directory} cannot be used for results: {e.Message.TrimEnd('.')}. Choose another directory with --out.", e);
        }
    }

    private static RunInfo ReadInfo(string directory) =>
        Read<RunInfo>(directory, RunFile)
            ?? throw new JournalException($"{directory} holds no run to go on with: there is no {RunFile}. Leave --resume out to start a new run.");

    private static T? Read<T>(string directory, string name)
        where T : class
    {
        var path = Path.Combine(directory, name);
        if (!File.Exists(path))
            return null;
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<T>(stream, JournalJson.Page);
        }
        catch (JsonException e)
        {
            throw new JournalException($"{path} is damaged: {e.Message} Start a new run.", e);
        }
    }

    private string Append(Evidence evidence)
    {
        var id = "e" + _nextEvidence.ToString("00000", CultureInfo.InvariantCulture);
        _evidence.Append(evidence with { Id = id });
        _nextEvidence++;
        return $"{EvidenceFile}#{id}";
    }

    private Result Append(Result result)
    {
        _results.Append(result);
        _done[ResultKey.Of(result)] = result;
        return result;
    }

    private bool Keep(Fact fact)
    {
        var key = (fact.Kernel, fact.Mechanism, fact.Name);
        if (!_facts.TryGetValue(key, out var values))
            _facts.Add(key, values = new SortedSet<string>(StringComparer.Ordinal));
        var before = values.Count;
        values.UnionWith(fact.Value.Split(" | "));
        return values.Count > before;
    }

    /// <summary>Writes beside, then renames: a reader sees the old file or the new one, never a half.</summary>
    private void WriteWhole<T>(string name, T value, JsonSerializerOptions? options = null)
    {
        var path = Path.Combine(Directory, name);
        var beside = path + ".new";
        try
        {
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(beside, JsonSerializer.SerializeToUtf8Bytes(value, options ?? JournalJson.Page));
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"{name} cannot be written: {e.Message.TrimEnd('.')}. Results recorded so far are safe; make room, then go on with --resume {Directory}", e);
        }
    }
}

/// <summary>What makes a result one of its kind.</summary>
public readonly record struct ResultKey(string Suite, string Case, string Invariant, string Kernel, string Engine, string Machine)
{
    /// <summary>The key of a result.</summary>
    public static ResultKey Of(Result result) => new(result.Suite, result.Case, result.Invariant, result.Kernel, result.Engine, result.Machine);
}
