using Conformance.Harness.Results;
using Conformance.Reports.Model;
using Conformance.Reports.Reading;

namespace Conformance.Reports.Html.Data;

/// <summary>Collects the page's data and writes it in blocks. Traces are read, cut down and written one by one.</summary>
internal sealed class PageData(ReportModel model)
{
    /// <summary>Firings in the page, of traces with something to look at and of all others: together about 4 MB.</summary>
    private const int FiringBudget = 160_000;

    private const int FewestFirings = 16;

    private const int MostFirings = 256;

    private readonly StringTable _strings = new();
    private readonly Dictionary<(RunDirectory, string), TraceUse> _traces = [];
    private readonly Dictionary<(RunDirectory, string), int> _logNumbers = [];
    private readonly List<LogBlock> _logs = [];

    /// <summary>Writes everything.</summary>
    public void Write(TextWriter page)
    {
        var results = new ResultColumns();
        var examples = new Dictionary<int, CounterExampleBlock>();
        var targets = model.Targets.Index().ToDictionary(t => t.Item, t => t.Index);
        foreach (var (number, reported) in model.Results.Index())
        {
            Add(results, reported, targets[reported.Target]);
            if (reported.Evidence?.CounterExample is { } example) examples.Add(number, CounterExampleBlock.Of(example));
        }

        WriteTraces(page);
        PageJson.WriteBlock(page, "index", new IndexBlock
        {
            Strings = _strings.Strings,
            Targets = [.. model.Targets.Select(t => new[] { t.Kernel, Words.ShortKernel(t.Kernel), t.Engine, t.Machine })],
            Outcomes = [.. Outcomes.BySeverity.Select(o => new[] { o.Word(), o.Glyph() })],
            Results = results,
            CounterExamples = examples,
            Logs = _logs,
        });
    }

    private void Add(ResultColumns columns, ReportedResult reported, int target)
    {
        var (result, evidence) = (reported.Result, reported.Evidence);
        var notable = result.Outcome is not (Outcome.Pass or Outcome.Unsupported);
        columns.Id.Add(Links.Id(reported));
        columns.Suite.Add(_strings.Of(result.Suite));
        columns.Case.Add(_strings.Of(result.Case));
        columns.Invariant.Add(_strings.Of(result.Invariant));
        columns.Target.Add(target);
        columns.Outcome.Add(result.Outcome.Severity());
        columns.Reason.Add(_strings.Of(result.Reason));
        columns.Milliseconds.Add(double.IsFinite(result.DurationMs) ? Math.Round(result.DurationMs, 1) : 0);
        columns.Sentence.Add(_strings.Of(evidence?.Sentence));
        columns.Behind.Add(_strings.Of(evidence?.Behind));
        columns.Judged.Add(_strings.Of(evidence?.Judged));
        columns.Detail.Add(_strings.Of(evidence?.Detail is { } detail && detail != result.Reason ? LogTail.Clean(detail) : null));
        columns.Rerun.Add(_strings.Of(Template(evidence?.Rerun, result)));
        columns.Steps.Add([.. (evidence?.Steps ?? []).Select(_strings.Of)]);
        // An experiment has steps instead of firings: nothing of its trace is left to draw.
        columns.Traces.Add(evidence is null or { Steps.Count: > 0 } ? [] : [.. evidence.Traces.Select((path, n) => Use(reported, path, n, notable))]);
        columns.Logs.Add(notable && evidence is not null ? [.. Logs(reported.Run, evidence)] : []);
    }

    // Hundreds of commands differ only in their case and kernel; without the difference one string serves them all.
    private static string? Template(string? rerun, Result result)
    {
        if (rerun is null || rerun.Contains('\u0001') || rerun.Contains('\u0002')) return rerun;
        if (result.Case.Length > 0) rerun = rerun.Replace(result.Case, "\u0001", StringComparison.Ordinal);
        return result.Kernel.Length > 0 ? rerun.Replace(result.Kernel, "\u0002", StringComparison.Ordinal) : rerun;
    }

    private int Use(ReportedResult reported, string path, int position, bool notable)
    {
        if (!_traces.TryGetValue((reported.Run, path), out var use)) _traces.Add((reported.Run, path), use = new TraceUse(_traces.Count));
        use.IsNotable |= notable;
        if (reported.Evidence?.CounterExample is { } example && example.Trace == position) use.Marked.UnionWith(example.Firings);
        return use.Number;
    }

    private IEnumerable<int> Logs(RunDirectory run, Evidence evidence)
    {
        if (evidence.EngineLog is { Length: > 0 } engine) yield return Log(run, "Engine log", engine);
        if (evidence.Console is { Length: > 0 } console) yield return Log(run, "Console", console);
    }

    private int Log(RunDirectory run, string title, string pathOrText)
    {
        if (_logNumbers.TryGetValue((run, pathOrText), out var number)) return number;
        // A log is a file of the run or, for what an engine says, the text itself.
        var isFile = run.Has(pathOrText);
        var isLostFile = !isFile && pathOrText.StartsWith("logs/", StringComparison.Ordinal);
        var tail = isFile ? LogTail.Read(run, pathOrText) : isLostFile ? $"{pathOrText} is missing." : LogTail.Clean(pathOrText);
        _logs.Add(new LogBlock(title, isFile ? Links.File(run.LinkPrefix, pathOrText) : null, tail));
        _logNumbers.Add((run, pathOrText), _logs.Count - 1);
        return _logs.Count - 1;
    }

    private void WriteTraces(TextWriter page)
    {
        var notable = _traces.Values.Count(u => u.IsNotable);
        foreach (var ((run, path), use) in _traces)
        {
            var (file, problem) = TraceReader.Read(run, path);
            var share = FiringBudget / Math.Max(1, use.IsNotable ? notable : _traces.Count - notable);
            var link = Links.File(run.LinkPrefix, path);
            var block = file is null
                ? new TraceBlock { Problem = problem }
                : TraceBlock.Of(file, link, use.Marked, Math.Clamp(share, FewestFirings, MostFirings), _strings);
            PageJson.WriteBlock(page, $"trace-{use.Number}", block);
        }
    }

    private sealed class TraceUse(int number)
    {
        public int Number { get; } = number;

        public bool IsNotable { get; set; }

        public HashSet<int> Marked { get; } = [];
    }
}
