using System.Collections.Concurrent;
using System.Globalization;
using Conformance.Harness.Configuration;
using Conformance.Harness.Expectations;
using Conformance.Harness.Results;

namespace Conformance.Harness.Runs;

/// <summary>A run: its configuration, its journal, and a lane for each target. <c>./conformance run</c> and <c>dotnet test</c> both work on one.</summary>
public sealed class ConformanceRun : IAsyncDisposable
{
    private static ConformanceRun? s_current;

    private readonly ConcurrentDictionary<Target, Lane> _lanes = [];
    private readonly CancellationTokenSource _stop;
    private JournalException? _journalFailure;
    private IReadOnlyList<string> _planned = [];
    private int _ended;

    private ConformanceRun(RunConfiguration configuration, RunServices services, Journal journal, ExpectationList expectations, CancellationToken cancellationToken)
    {
        (Configuration, Services, Journal, Expectations) = (configuration, services, journal, expectations);
        Targets = Target.AllOf(configuration);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <summary>The run that suites work on. NUnit makes fixtures itself and hands them nothing, so there has to be such a place; it is set once and cleared when the run is disposed.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static ConformanceRun Current => s_current ?? throw new InvalidOperationException("No run has been opened.");

    /// <summary>Whether there is a current run.</summary>
    public static bool HasCurrent => s_current is not null;

    /// <summary>What was asked for.</summary>
    public RunConfiguration Configuration { get; }

    /// <summary>What the run works with.</summary>
    public RunServices Services { get; }

    /// <summary>The run on disk.</summary>
    public Journal Journal { get; }

    /// <summary>Known failures.</summary>
    public ExpectationList Expectations { get; }

    /// <summary>What earlier runs found out about kernels.</summary>
    public RecordedFacts Recorded { get; init; } = RecordedFacts.None;

    /// <summary>All targets, each once.</summary>
    public IReadOnlyList<Target> Targets { get; }

    /// <summary>Cancelled when the user stops the run, or when nothing more can be written.</summary>
    public CancellationToken Cancellation => _stop.Token;

    /// <summary>Opens the output directory (new, or of an earlier run) and becomes <see cref="Current"/>.</summary>
    /// <exception cref="ConfigurationException">Bad expectations, or no such directory to resume.</exception>
    /// <exception cref="JournalException">The directory cannot be used.</exception>
    /// <exception cref="InvalidOperationException">Another run is still open.</exception>
    public static ConformanceRun Open(RunConfiguration configuration, RunServices services, CancellationToken cancellationToken)
    {
        if (!File.Exists(services.TracerBinary))
            throw new ConfigurationException($"The tracer binary {services.TracerBinary} does not exist. ./conformance builds it; or set --tracer (CONFORMANCE_TRACER).");
        var expectations = ExpectationList.Read(ExpectationList.PathOf(configuration));
        var recorded = RecordedFacts.Path is { } facts ? RecordedFacts.Read(facts) : RecordedFacts.None;
        var journal = configuration.Resume.Length > 0
            ? Journal.Resume(configuration.Resume)
            : Journal.Create(Directory(configuration), new RunInfo(services.Version, services.CommandLine, DateTimeOffset.UtcNow, null, false, services.Host, [], 0));
        var run = new ConformanceRun(configuration, services, journal, expectations, cancellationToken) { Recorded = recorded };
        if (Interlocked.CompareExchange(ref s_current, run, null) is not null)
        {
            journal.Dispose();
            throw new InvalidOperationException("Another run is still open in this process.");
        }

        return run;
    }

    /// <summary>The lane of a target.</summary>
    public Lane LaneOf(Target target) => _lanes.GetOrAdd(target, key => new Lane(key, KnownRelease(key), Configuration, Journal, Services));

    /// <summary>Ends a target's machines: all its cases have been judged.</summary>
    public async Task EndLaneAsync(Target target)
    {
        var lane = LaneOf(target);
        var broken = lane.Info.Problem is not null;
        await lane.DisposeAsync().ConfigureAwait(false);
        WriteInfo(ended: null, interrupted: false);
        if (!broken)
            Services.Observer.Phase(target, LanePhase.Ended, "");
    }

    /// <summary>Whether a resumed run already has the result.</summary>
    public bool IsDone(Target target, string suite, string @case, string invariant) =>
        KnownRelease(target) is { } kernel && Journal.IsDone(new ResultKey(suite, @case, invariant, kernel, target.Engine, target.Machine));

    /// <summary>Whether a case needs no more rounds, or not the one that its lane is in.</summary>
    public bool IsRoundDone(Target target, string suite, string @case, string invariant)
    {
        var lane = LaneOf(target);
        var key = new ResultKey(suite, @case, invariant, lane.Kernel, target.Engine, target.Machine);
        return Configuration.Repeat > 1 && (Journal.IsDone(key) || Journal.HasRound(key, lane.Round));
    }

    /// <summary>Takes known failures into account and writes the result, its evidence and its facts. In a repeated run the case's result is written with its last round.</summary>
    /// <exception cref="JournalException">It could not be written; the run is cancelled, nothing written earlier is lost.</exception>
    public Result Record(CaseReport report)
    {
        var lane = LaneOf(report.Target);
        var result = Expectations.Apply(
            new Result(report.Case, report.Suite, report.Invariant.Name, lane.Kernel, report.Target.Engine, report.Target.Machine, report.Outcome, report.Reason, null, report.Started, Math.Round(report.Duration.TotalMilliseconds, 3)),
            lane.Architecture);
        try
        {
            // Results name the kernel by its release. Whoever resumes a run that was killed knows it from here, and must know it before there is a result.
            if (KnownRelease(report.Target) != lane.Kernel)
                WriteInfo(ended: null, interrupted: false);
            Journal.Record([.. report.Verdicts.SelectMany(verdict => verdict.Findings).Select(finding => new Fact(lane.Kernel, finding.Mechanism, finding.Name, finding.Value))]);
            if (Configuration.Repeat == 1)
                return Tell(report.Target, Journal.Record(result, EvidenceOf(report, lane)));
            var (round, all) = Journal.RecordRound(result, () => EvidenceOf(report, lane), lane.Round, Configuration.Repeat);
            return all is null ? round : Tell(report.Target, all);
        }
        catch (JournalException e)
        {
            Fail(e);
            throw;
        }
    }

    /// <summary>Says how many cases are planned; written to <c>run.json</c>.</summary>
    /// <param name="remarks">What a reader should know of the plan, a sentence each.</param>
    public void Plan(int planned, IReadOnlyList<string>? remarks = null)
    {
        _planned = remarks ?? [];
        Journal.Update(Journal.Info with { Planned = planned, Targets = Infos(), Ended = null, Interrupted = false, Remarks = _planned });
    }

    /// <summary>Ends all lanes and writes the end of the run.</summary>
    /// <param name="full">Whether every suite and case was planned: only then an unused expectation is worth a word.</param>
    /// <exception cref="JournalException">Writing failed during the run or now.</exception>
    public async Task<RunTotals> EndAsync(bool full)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
        {
            foreach (var lane in _lanes.Values)
                await lane.DisposeAsync().ConfigureAwait(false);
        }

        if (_journalFailure is not null)
            throw _journalFailure;
        var results = Journal.Results;
        var interrupted = _stop.IsCancellationRequested && results.Count < Journal.Info.Planned;
        var changed = Recorded.ChangedIn(Journal.Facts);
        Journal.Update(Journal.Info with { Remarks = [.. _planned, .. changed.Select(fact => $"A fact has changed: {fact}."), .. Repetition(results.Count)] });
        WriteInfo(DateTimeOffset.UtcNow, interrupted);
        return RunTotals.Of(Journal.Info.Planned, results, interrupted, full && !interrupted ? Expectations.UnusedIn(results, LaneOf(Targets[0]).Architecture) : []) with { Changed = changed };
    }

    /// <summary>Stops everything because the journal failed; the first failure is the one that <see cref="EndAsync"/> throws.</summary>
    public void Fail(JournalException failure)
    {
        Interlocked.CompareExchange(ref _journalFailure, failure, null);
        _stop.Cancel();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes.Values)
            await lane.DisposeAsync().ConfigureAwait(false);
        await Services.Machines.DisposeAsync().ConfigureAwait(false);
        Journal.Dispose();
        _stop.Dispose();
        Interlocked.CompareExchange(ref s_current, null, this);
    }

    /// <summary>What the rounds of a repeated run say.</summary>
    private IReadOnlyList<string> Repetition(int cases)
    {
        if (Configuration.Repeat == 1 || cases == 0)
            return [];
        var varying = Journal.Varying;
        var silent = new Rate(0, Configuration.Repeat);
        return varying.Count == 0
            ? [$"Each of {cases} results was measured {Configuration.Repeat} times and no outcome varied: with 95 % confidence, each comes out otherwise in at most {Rate.Percent(silent.High)} % of runs."]
            : [$"Each of {cases} results was measured {Configuration.Repeat} times; {varying.Count} varied, and the worst outcome of each stands.", .. varying.Select(sentence => sentence + ".")];
    }

    private static Evidence EvidenceOf(CaseReport report, Lane lane)
    {
        var broken = report.Verdicts.FirstOrDefault(verdict => verdict.CounterExample is not null);
        return new Evidence
        {
            Id = "",
            Sentence = report.Invariant.Sentence,
            Behind = report.Invariant.Behind is { Length: > 0 } behind ? behind : null,
            Traces = [.. report.Measurements.Select(measurement => measurement.TracePath)],
            Steps = [.. report.Measurements.SelectMany(measurement => measurement.Result.Observations).SelectMany(observation => observation.Steps.Append($"{observation.Fact}: {observation.Value}"))],
            Judged = report.Verdicts.Count == 0 ? null : string.Join("; ", report.Verdicts.Select(verdict => verdict.Judged)),
            CounterExample = broken?.CounterExample,
            Detail = report.Detail,
            Console = report.Measurements.Select(measurement => measurement.ConsoleLog).FirstOrDefault(log => log is not null) ?? lane.ConsoleLog,
            EngineLog = EngineLog(report.Measurements),
            Rerun = Rerun.Of(report.Target, report.Suite, report.Case),
        };
    }

    private Result Tell(Target target, Result result)
    {
        Services.Observer.CaseEnded(target, result);
        return result;
    }

    private static string Directory(RunConfiguration configuration) =>
        configuration.Out.Length > 0 ? configuration.Out : Path.Combine("out", DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH-mm-ss", CultureInfo.InvariantCulture));

    private static string? EngineLog(IReadOnlyList<Measurement> measurements)
    {
        var lines = measurements.SelectMany(measurement => measurement.Result.OrderNotes.Append(measurement.Result.Log)).OfType<string>().Distinct().ToArray();
        return lines.Length == 0 ? null : string.Join('\n', lines);
    }

    /// <summary>The release of a target's kernel where it is known without booting: from this run, or from the run that is resumed.</summary>
    private string? KnownRelease(Target target) =>
        Journal.Info.Targets.FirstOrDefault(info => info.Asked == target.Kernel && info.Engine == target.Engine && info.Machine == target.Machine)?.Kernel;

    private IReadOnlyList<TargetInfo> Infos() => [.. Targets.Select(target => LaneOf(target).Info)];

    private void WriteInfo(DateTimeOffset? ended, bool interrupted) =>
        Journal.Update(Journal.Info with { Targets = Infos(), Ended = ended, Interrupted = interrupted });
}
