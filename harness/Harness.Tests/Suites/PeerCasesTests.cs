using System.Collections.Concurrent;
using Conformance.Harness.Results;
using Conformance.Harness.Runs;
using Conformance.Harness.Tests.Paper;
using Conformance.Protocol;
using Conformance.Suites.Running;

namespace Conformance.Harness.Tests.Suites;

/// <summary>Cases of another tracer, on machines of paper: what they share, and what becomes of it when sharing fails.</summary>
[NonParallelizable]
public sealed class PeerCasesTests
{
    private PaperHouse _house;
    private ConcurrentQueue<Job> _jobs;

    [SetUp]
    public void Open()
    {
        (_house, _jobs) = (new PaperHouse(), []);
        _house.Run = (_, job, _) => Answer(job);
    }

    [TearDown]
    public void Close() => _house.Dispose();

    [Test]
    public async Task Scripts_of_many_cases_run_as_one_and_each_case_judges_its_own_probes()
    {
        var totals = await Run();
        _house.Ended.Should().NotBeEmpty().And.OnlyContain(result => result.Outcome == Outcome.Pass);
        _jobs.Where(job => job.ScriptName == "one-hook-2.bt").Should().ContainSingle().Which.Script.Should().Contain("fexit:hrtimer_nanosleep").And.Contain("kretprobe:hrtimer_nanosleep").And.NotContain("multi");
        _jobs.Select(job => job.ScriptName).Should().BeSubsetOf(["one-hook-2.bt", "one-hook-3.bt", "one-hook-8.bt", "fexit-32.bt", "kretprobe-32.bt"]);
        totals[Outcome.Pass].Should().Be(totals.Planned);
    }

    [Test]
    public async Task A_broken_order_of_one_mechanism_is_found_in_the_whole_and_blames_no_other()
    {
        _house.Run = async (_, job, _) => Reversed(await Answer(job), "fexit");
        await Run();
        _house.Ended.Where(result => result.Outcome == Outcome.Fail).Select(result => result.Case.Split('/')[0]).Distinct().Should().BeEquivalentTo("fexit", "fexit+kretprobe");
        _house.Ended.Where(result => result.Case.StartsWith("kretprobe/")).Should().OnlyContain(result => result.Outcome == Outcome.Pass);
    }

    [TestCase(JobStatus.ScriptError)]
    [TestCase(JobStatus.TimedOut)]
    public async Task Where_the_whole_does_not_run_each_case_says_for_itself(JobStatus status)
    {
        _house.Run = (_, job, _) => job.ScriptName.StartsWith("one-hook", StringComparison.Ordinal) ? Task.FromResult(new JobResult { Id = job.Id, Status = status, Message = "too much" }) : Answer(job);
        var totals = await Run();
        totals[Outcome.Pass].Should().Be(totals.Planned);
        _jobs.Select(job => job.ScriptName).Should().Contain("fexit-2.bt").And.Contain("kretprobe-3.bt");
    }

    [Test]
    public void Facts_and_spellings_of_our_own_are_not_asked_of_others()
    {
        var cases = SuitePlan.Of(_house.Configuration("6.12") with { Engines = ["bpftrace-0.27"], Cases = "*" }).Cases.Select(identity => identity.Case).ToArray();
        cases.Should().Contain("fexit/hrtimer_nanosleep/32-probes/1-thread").And.Contain("fentry+kprobe/__x64_sys_getpgid/exit-in-the-middle");
        cases.Should().NotContain(name => name.Contains(".multi") || name.Contains("tp_btf") || name.Contains("one-too-many") || name.StartsWith("kprobe/hrtimer_nanosleep/32-"));
    }

    private static JobResult Reversed(JobResult answer, string mechanism)
    {
        // Within each run of one clause after the other the last fires first: what a tracer does that attaches newest last on a kernel that runs newest first.
        var groups = answer.Probes.Where(probe => probe.Mechanism == mechanism).Select(probe => probe.Index).ToArray();
        var mirrored = groups.Zip(groups.Reverse()).ToDictionary(pair => pair.First, pair => pair.Second);
        return answer with { Firings = [.. answer.Firings.Select(firing => mirrored.TryGetValue(firing.Probe, out var other) ? firing with { Probe = other } : firing)] };
    }

    private Task<JobResult> Answer(Job job)
    {
        _jobs.Enqueue(job);
        return Task.FromResult(PaperMachine.Answer(job));
    }

    private async Task<RunTotals> Run()
    {
        var configuration = _house.Configuration("6.12") with { Engines = ["bpftrace-0.27"], Suites = "counts,same-hook", Cases = "fexit/*-probes/*,kretprobe/*-probes/*,fexit+kretprobe/*-probes/*" };
        await using var run = _house.Open(configuration);
        return await SuiteRunner.RunAsync(run, default);
    }
}
