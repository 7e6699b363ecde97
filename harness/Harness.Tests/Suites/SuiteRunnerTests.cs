using System.Collections.Concurrent;
using Conformance.Harness.Configuration;
using Conformance.Harness.Results;
using Conformance.Harness.Runs;
using Conformance.Harness.Tests.Paper;
using Conformance.Machines;
using Conformance.Protocol;
using Conformance.Suites.Running;

namespace Conformance.Harness.Tests.Suites;

/// <summary>The suites run for real, on machines of paper: what is judged well on real kernels is tested there.</summary>
[NonParallelizable]
public sealed class SuiteRunnerTests
{
    private PaperHouse _house;

    [SetUp]
    public void Open() => _house = new PaperHouse();

    [TearDown]
    public void Close() => _house.Dispose();

    [Test]
    public async Task All_cases_pass_on_faultless_machines_and_each_has_one_result()
    {
        var totals = await Run(_house.Configuration("6.1", "6.12"));
        _house.Ended.Where(result => result.Outcome != Outcome.Pass).Should().BeEmpty();
        totals.Outcomes.Should().BeEquivalentTo(new Dictionary<Outcome, int> { [Outcome.Pass] = totals.Planned });
        totals.ExitCode.Should().Be(0);
        _house.Ended.Select(ResultKey.Of).Should().OnlyHaveUniqueItems();
        _house.Ended.Should().Contain(result => result.Case == "fexit/hrtimer_nanosleep/8-probes/4-threads" && result.Suite == "same-hook" && result.Invariant == "1-script-order" && result.Kernel == "6.12.1");
        _house.Machines.Should().HaveCount(2).And.OnlyContain(machine => machine.IsDisposed);
    }

    [Test]
    public async Task Lanes_run_side_by_side_and_the_cases_of_a_lane_one_after_the_other()
    {
        // Each lane's first job waits until the other lane has one too: were lanes not parallel, the first would wait in vain.
        using var both = new CountdownEvent(2);
        var apart = false;
        var seen = new ConcurrentDictionary<string, int>();
        var inside = new ConcurrentDictionary<string, int>();
        var most = 0;
        _house.Run = (kernel, job, token) =>
        {
            most = Math.Max(most, inside.AddOrUpdate(kernel, 1, (_, n) => n + 1));
            if (seen.TryAdd(kernel, Environment.CurrentManagedThreadId))
            {
                both.Signal();
                apart |= !both.Wait(TimeSpan.FromSeconds(30), token);
            }

            inside.AddOrUpdate(kernel, 0, (_, n) => n - 1);
            return Task.FromResult(PaperMachine.Answer(job));
        };
        var totals = await Run(_house.Configuration("6.1", "6.12"));
        totals[Outcome.Pass].Should().Be(totals.Planned);
        apart.Should().BeFalse("the other lane must run beside this one");
        most.Should().Be(1);
    }

    [Test]
    public async Task A_lane_s_machine_ends_with_its_last_case_and_not_with_the_run()
    {
        var alive = 0;
        _house.Boot = (_, _) =>
        {
            alive = Math.Max(alive, _house.Machines.Count(machine => !machine.IsDisposed) + 1);
            return Task.CompletedTask;
        };
        await Run(_house.Configuration("5.10", "6.1", "6.12", "6.18") with { Jobs = 1 });
        alive.Should().Be(1);
    }

    [Test]
    public async Task Newest_first_is_a_failure_with_a_counter_example_and_exit_code_1()
    {
        _house.Run = (_, job, _) =>
        {
            var answer = PaperMachine.Answer(job);
            return Task.FromResult(job.Script.StartsWith("// a\nfexit", StringComparison.Ordinal) && answer.Probes.All(probe => probe.Mechanism == "fexit")
                ? answer with { Firings = [.. answer.Firings.Select(firing => firing with { Probe = answer.Probes.Count - 1 - firing.Probe })] }
                : answer);
        };
        var totals = await Run(_house.Configuration("6.12") with { Cases = "fexit*/2-probes/*" });
        totals.ExitCode.Should().Be(1);
        var failed = _house.Ended.Where(result => result.Outcome == Outcome.Fail).ToArray();
        failed.Select(result => result.Invariant).Distinct().Should().BeEquivalentTo("1-script-order", "2-pair-agrees", "4-map-write-is-read");
        failed.First(result => result.Invariant == "1-script-order").Reason.Should().Contain("fired b a");
        File.ReadAllText(Path.Combine(_house.Root, "out/logs/evidence.jsonl")).Should().Contain("\"counter_example\":{\"message\"");
    }

    [Test]
    public async Task A_missing_feature_is_unsupported_and_no_reason_to_fail()
    {
        _house.Run = (_, job, _) => Task.FromResult(job.Script.Contains("fexit") ? new JobResult { Id = job.Id, Status = JobStatus.Unsupported, Feature = "fexit", Message = "no BTF" } : PaperMachine.Answer(job));
        var totals = await Run(_house.Configuration("6.12"));
        totals.ExitCode.Should().Be(0);
        _house.Ended.Where(result => result.Outcome == Outcome.Unsupported).Should().NotBeEmpty().And.OnlyContain(result => result.Reason == "fexit");
    }

    [TestCase(JobStatus.ScriptError, "setup: ")]
    [TestCase(JobStatus.AttachFailed, "setup: ")]
    [TestCase(JobStatus.TimedOut, "command-timeout: ")]
    [TestCase(JobStatus.EngineCrash, "engine-crash: ")]
    public async Task A_job_that_does_not_complete_is_an_error_with_its_fault(JobStatus status, string reason)
    {
        _house.Run = (_, job, _) => Task.FromResult(new JobResult { Id = job.Id, Status = status, Message = "it went wrong" });
        var totals = await Run(_house.Configuration("6.12") with { Suites = "values" });
        totals.ExitCode.Should().Be(3);
        _house.Ended.Should().NotBeEmpty().And.OnlyContain(result => result.Outcome == Outcome.Error && result.Reason!.StartsWith(reason) && result.Reason.Contains("it went wrong"));
    }

    [Test]
    public async Task A_kernel_that_does_not_boot_leaves_the_others_their_results()
    {
        _house.Boot = (spec, _) =>
        {
            if (!spec.Name.StartsWith("6.1.1", StringComparison.Ordinal))
                return Task.CompletedTask;
            File.WriteAllText(Path.Combine(spec.LogDirectory, $"{spec.Name}.console.log"), "Kernel panic");
            throw new MachineException(MachineFault.GuestPanic, "Kernel panic - not syncing", "the console's tail");
        };
        var totals = await Run(_house.Configuration("6.1", "6.12") with { Suites = "values" });
        totals.ExitCode.Should().Be(3);
        _house.Ended.Where(result => result.Kernel == "6.12.1").Should().NotBeEmpty().And.OnlyContain(result => result.Outcome == Outcome.Pass);
        _house.Ended.Where(result => result.Kernel == "6.1.1").Should().NotBeEmpty().And.OnlyContain(result => result.Outcome == Outcome.Error && result.Reason!.StartsWith("guest-panic: "));
        File.ReadAllText(Path.Combine(_house.Root, "out/logs/evidence.jsonl")).Should().Contain("the console's tail").And.Contain("\"console\":\"logs/6.1.1-tracer.console.log\"");
    }

    [Test]
    public async Task A_trace_with_nothing_in_it_is_an_error_for_every_invariant()
    {
        _house.Run = (_, job, _) => Task.FromResult(PaperMachine.Answer(job) with { Firings = [], Output = [] });
        await Run(_house.Configuration("6.12") with { Suites = "same-hook,across-mechanisms,values" });
        _house.Ended.Should().NotBeEmpty().And.OnlyContain(result => result.Outcome == Outcome.Error && result.Reason!.Contains("nothing was judged"));
    }

    [Test]
    public async Task A_stopped_run_keeps_what_has_ended_and_a_resumed_one_does_the_rest()
    {
        using var stop = new CancellationTokenSource();
        _house.Run = (_, job, token) =>
        {
            if (_house.Ended.Count > 20)
                stop.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.FromResult(PaperMachine.Answer(job));
        };
        var configuration = _house.Configuration("6.12");
        var first = await Run(configuration, stop.Token);
        first.Interrupted.Should().BeTrue();
        first.ExitCode.Should().Be(3);
        var kept = _house.Ended.Count;
        kept.Should().BeInRange(21, first.Planned - 1);
        _house.Machines.Should().OnlyContain(machine => machine.IsDisposed);

        _house.Run = (_, job, _) => Task.FromResult(PaperMachine.Answer(job));
        var second = await Run(configuration with { Resume = configuration.Out });
        second[Outcome.Pass].Should().Be(first.Planned);
        second.ExitCode.Should().Be(0);
        _house.Ended.Should().HaveCount(first.Planned, "no case runs twice");
        _house.Events.Should().Contain($"planned {first.Planned}, done {kept}");
    }

    [Test]
    public async Task A_run_that_is_stopped_before_it_starts_boots_nothing()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        (await Run(_house.Configuration("6.12"), stop.Token)).ExitCode.Should().Be(3);
        _house.Machines.Should().BeEmpty();
    }

    [Test]
    public async Task Results_of_the_deliberately_wrong_engine_carry_its_name()
    {
        await Run(_house.Configuration("6.12") with { AttachOrder = Engine.AttachOrder.Written, Suites = "values" });
        _house.Ended.Should().NotBeEmpty().And.OnlyContain(result => result.Engine == "tracer/written");
    }

    [Test]
    public void An_unknown_suite_is_refused_before_anything_starts()
    {
        var act = () => SuitePlan.Of(_house.Configuration("6.12") with { Suites = "sam-hook" });
        act.Should().Throw<ConfigurationException>().WithMessage("--suites 'sam-hook' matches no suite. Did you mean same-hook?");
    }

    [Test]
    public void An_unknown_case_is_refused_with_near_names()
    {
        var act = () => SuitePlan.Of(_house.Configuration("6.12") with { Cases = "fexit/hrtimer_nanosleep/9-probes/1-thread" });
        act.Should().Throw<ConfigurationException>().WithMessage("--cases *matches none of the * cases. Did you mean *fexit/hrtimer_nanosleep/8-probes/1-thread*");
    }

    [Test]
    public void Every_planned_case_has_a_name_of_its_own() =>
        SuitePlan.Of(_house.Configuration("6.12")).Cases.Select(identity => $"{identity.Suite} {identity.Case} {identity.Invariant.Name}").Should().OnlyHaveUniqueItems();

    [Test]
    public async Task The_lane_that_took_longest_before_is_started_first_and_the_next_run_knows_it()
    {
        _house.Times = LaneTimes.In(_house.Root);
        _house.Times.Record(
            [.. Enumerable.Range(0, 18).Select(number => new Result($"c{number}", "s", "i", number < 9 ? "6.18.1" : "6.1.1", "tracer", "vm", Outcome.Pass, null, null, DateTimeOffset.UnixEpoch, number < 9 ? 1e6 : 1))],
            [new TargetInfo("6.18", "6.18.1", "tracer", "vm", null, null), new TargetInfo("6.1", "6.1.1", "tracer", "vm", null, null)]);

        var configuration = _house.Configuration("6.1", "6.12", "6.18") with { Jobs = 1 };
        await Run(configuration);

        _house.Events.Where(said => said.StartsWith("boot ")).Should().Equal("boot 6.18.1-tracer", "boot 6.12.1-tracer", "boot 6.1.1-tracer");
        File.ReadAllText(Path.Combine(_house.Root, "lane-times.json")).Should().Contain("6.12 tracer vm").And.NotContain("1000000");
        Journal.InfoOf(configuration.Out).Targets.Select(target => target.Asked).Should().Equal("6.1", "6.12", "6.18");
    }

    [Test]
    public async Task Guests_that_do_not_fit_into_memory_together_run_one_after_the_other()
    {
        _house.Room = new HostRoom(1000);
        var alive = 0;
        _house.Boot = (_, _) =>
        {
            alive = Math.Max(alive, _house.Machines.Count(machine => !machine.IsDisposed) + 1);
            return Task.CompletedTask;
        };

        var totals = await Run(_house.Configuration("5.10", "6.1", "6.12", "6.18") with { Jobs = 3, MemoryMiB = 512 });

        totals[Outcome.Pass].Should().Be(totals.Planned);
        alive.Should().Be(1);
    }

    private async Task<RunTotals> Run(RunConfiguration configuration, CancellationToken cancellationToken = default)
    {
        await using var run = _house.Open(configuration, cancellationToken);
        return await SuiteRunner.RunAsync(run, cancellationToken);
    }
}
