using Conformance.Harness.Results;
using Conformance.Harness.Runs;
using Conformance.Harness.Tests.Paper;
using Conformance.Protocol;
using Conformance.Suites.Running;

namespace Conformance.Harness.Tests.Suites;

/// <summary>Runs of several rounds, on machines of paper.</summary>
[NonParallelizable]
public sealed class RepeatedRunTests
{
    private const int Rounds = 5;

    private PaperHouse _house;

    [SetUp]
    public void Open() => _house = new PaperHouse();

    [TearDown]
    public void Close() => _house.Dispose();

    [Test]
    public async Task Every_round_measures_anew_and_every_case_has_one_result()
    {
        var once = await Run(1, "once");
        var jobs = _house.Machines.Sum(machine => machine.Jobs);
        _house.Ended.Clear();
        _house.Machines.Clear();
        var totals = await Run(Rounds, "out");
        totals.Planned.Should().Be(once.Planned);
        _house.Ended.Should().HaveCount(once.Planned).And.OnlyContain(result => result.Outcome == Outcome.Pass);
        _house.Machines.Sum(machine => machine.Jobs).Should().Be(Rounds * jobs);
        File.ReadLines(Path.Combine(_house.Root, "out", "rounds.jsonl")).Should().HaveCount(Rounds * once.Planned);
        File.ReadAllText(Path.Combine(_house.Root, "out", "run.json")).Should().Contain($"measured {Rounds} times and no outcome varied: with 95 % confidence, each comes out otherwise in at most 60 % of runs");
    }

    [Test]
    public async Task One_failure_in_five_is_a_failure_with_its_rate_and_is_not_tried_away()
    {
        FailInRound(3);
        var totals = await Run(Rounds, "out");
        totals.ExitCode.Should().Be(1);
        var failed = _house.Ended.Where(result => result.Outcome == Outcome.Fail).ToArray();
        failed.Should().NotBeEmpty().And.OnlyContain(result => result.Reason!.StartsWith("intermittent: fail in 1 of 5 (20 %, with 95 % confidence 3.6 to 62.4 %), pass in 4 of 5 (80 %"));
        failed.First(result => result.Invariant == "1-script-order").Reason.Should().Contain("fired b a");
        failed.Should().OnlyContain(result => result.Evidence != null);
        var evidence = File.ReadLines(Path.Combine(_house.Root, "out", "logs", "evidence.jsonl")).ToArray();
        evidence.Should().Contain(line => line.Contains("\"counter_example\":{\"message\""), "the round that failed is the one to look at");
        File.ReadAllText(Path.Combine(_house.Root, "out", "run.json")).Should().Contain("varied, and the worst outcome of each stands").And.Contain("is intermittent: fail in 1 of 5");
    }

    [Test]
    public async Task A_run_that_is_stopped_in_its_third_round_goes_on_there()
    {
        using var stop = new CancellationTokenSource();
        var jobs = 0;
        _house.Run = (_, job, token) =>
        {
            if (++jobs == 5)
                stop.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.FromResult(PaperMachine.Answer(job));
        };
        var first = await Run(Rounds, "out", stop.Token);
        first.Interrupted.Should().BeTrue();
        var kept = File.ReadLines(Path.Combine(_house.Root, "out", "rounds.jsonl")).Count();
        kept.Should().BeGreaterThan(first.Planned);

        _house.Run = (_, job, _) => Task.FromResult(PaperMachine.Answer(job));
        var second = await Run(Rounds, "out", default, resume: true);
        second[Outcome.Pass].Should().Be(first.Planned);
        File.ReadLines(Path.Combine(_house.Root, "out", "rounds.jsonl")).Should().HaveCount(Rounds * first.Planned);
        _house.Ended.Should().HaveCount(first.Planned);
    }

    private void FailInRound(int wrong)
    {
        var seen = new Dictionary<string, int>();
        _house.Run = (_, job, _) =>
        {
            var answer = PaperMachine.Answer(job);
            seen[job.Script] = seen.GetValueOrDefault(job.Script) + 1;
            return Task.FromResult(seen[job.Script] == wrong ? answer with { Firings = [.. answer.Firings.Select(firing => firing with { Probe = answer.Probes.Count - 1 - firing.Probe })] } : answer);
        };
    }

    private async Task<RunTotals> Run(int repeat, string directory, CancellationToken cancellationToken = default, bool resume = false)
    {
        var path = Path.Combine(_house.Root, directory);
        var configuration = _house.Configuration("6.12") with { Repeat = repeat, Out = path, Resume = resume ? path : "", Cases = "fexit/hrtimer_nanosleep/2-probes/*,kprobe/hrtimer_nanosleep/2-probes/1-thread" };
        await using var run = _house.Open(configuration, cancellationToken);
        return await SuiteRunner.RunAsync(run, cancellationToken);
    }
}
