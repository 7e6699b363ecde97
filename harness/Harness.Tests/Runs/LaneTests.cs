using Conformance.Engine;
using Conformance.Harness.Configuration;
using Conformance.Harness.Runs;
using Conformance.Harness.Tests.Paper;
using Conformance.Machines;
using Conformance.Protocol;

namespace Conformance.Harness.Tests.Runs;

[NonParallelizable]
public sealed class LaneTests
{
    private static readonly Target s_target = new("6.12", Engines.Tracer, "vm");

    private PaperHouse _house;
    private ConformanceRun _run;

    [SetUp]
    public void Open()
    {
        _house = new PaperHouse();
        _run = _house.Open(_house.Configuration("6.12"));
    }

    [TearDown]
    public async Task Close()
    {
        await _run.DisposeAsync();
        _house.Dispose();
    }

    [Test]
    public async Task Cases_that_want_the_same_share_one_measurement()
    {
        var first = await Measure("a");
        var second = await Measure("a");
        second.Should().BeSameAs(first);
        _house.Machines.Single().Jobs.Should().Be(1);
    }

    [Test]
    public async Task The_kernel_s_name_comes_from_the_guest()
    {
        var measurement = await Measure("a");
        measurement.Kernel.Should().Be("6.12.1");
        _run.LaneOf(s_target).Kernel.Should().Be("6.12.1");
    }

    [Test]
    public async Task Each_measurement_is_kept_on_disk()
    {
        var measurement = await Measure("a");
        File.Exists(Path.Combine(_run.Journal.Directory, measurement.TracePath)).Should().BeTrue();
    }

    [Test]
    public async Task A_machine_that_dies_fails_the_job_that_hit_it_and_a_new_one_serves_the_next()
    {
        _house.Run = (_, job, _) => job.Script == "kill" ? throw new MachineException(MachineFault.GuestPanic, "Kernel panic") : Task.FromResult(PaperMachine.Answer(job));
        await Measure("a");
        await FluentActions.Awaiting(() => Measure("kill")).Should().ThrowAsync<MachineException>().Where(e => e.Fault == MachineFault.GuestPanic);
        await Measure("b");
        _house.Machines.Should().HaveCount(2);
        _house.Machines.First().IsDisposed.Should().BeTrue();
        _house.Events.Where(e => e.StartsWith("boot", StringComparison.Ordinal)).Should().OnlyHaveUniqueItems("logs of a dead machine must not be overwritten");
    }

    [Test]
    public async Task A_job_that_kills_machines_kills_only_one()
    {
        _house.Run = (_, _, _) => throw new MachineException(MachineFault.GuestPanic, "Kernel panic");
        for (var i = 0; i < 3; i++)
            await FluentActions.Awaiting(() => Measure("kill")).Should().ThrowAsync<MachineException>();
        _house.Machines.Should().HaveCount(1);
    }

    [Test]
    public async Task After_two_failed_starts_in_a_row_nothing_is_started_any_more()
    {
        _house.Boot = (_, _) => throw new MachineException(MachineFault.BootTimeout, "no hello in 60 s");
        for (var i = 0; i < 5; i++)
            await FluentActions.Awaiting(() => Measure($"script {i}")).Should().ThrowAsync<MachineException>().Where(e => e.Fault == MachineFault.BootTimeout);
        _house.Events.Count(e => e.StartsWith("boot", StringComparison.Ordinal)).Should().Be(2);
        _house.Events.Should().Contain("6.12 Broken");
        _run.LaneOf(s_target).Info.Problem.Should().Contain("Not started again after 2 failures in a row").And.Contain("no hello in 60 s");
    }

    [Test]
    public async Task One_failed_start_is_forgotten_when_the_next_succeeds()
    {
        var starts = 0;
        _house.Boot = (_, _) => starts++ % 2 == 0 ? throw new MachineException(MachineFault.BootTimeout, "late") : Task.CompletedTask;
        _house.Run = (_, job, _) => job.Script == "kill" ? throw new MachineException(MachineFault.AgentLost, "gone") : Task.FromResult(PaperMachine.Answer(job));
        await FluentActions.Awaiting(() => Measure("a")).Should().ThrowAsync<MachineException>();
        await Measure("b");
        await FluentActions.Awaiting(() => Measure("kill")).Should().ThrowAsync<MachineException>();
        await FluentActions.Awaiting(() => Measure("c")).Should().ThrowAsync<MachineException>();
        await Measure("d");
        starts.Should().Be(4);
    }

    [Test]
    public async Task A_kernel_that_cannot_be_fetched_is_asked_for_once()
    {
        var fetches = 0;
        _house.Fetch = _ => throw new IOException($"404 number {++fetches}");
        for (var i = 0; i < 3; i++)
            await FluentActions.Awaiting(() => Measure($"script {i}")).Should().ThrowAsync<MachineException>().Where(e => e.Reason == "setup" && e.Message == "404 number 1");
        _house.Events.Should().NotContain(e => e.StartsWith("boot", StringComparison.Ordinal));
    }

    [Test]
    public async Task A_machine_that_never_answers_is_given_up_and_replaced()
    {
        await _run.DisposeAsync();
        var configuration = _house.Configuration("6.12") with { CaseDeadline = TimeSpan.FromMilliseconds(1), Out = Path.Combine(_house.Root, "short") };
        _run = ConformanceRun.Open(configuration, _house.Services() with { AnswerGrace = TimeSpan.Zero }, CancellationToken.None);
        _house.Run = async (_, _, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("unreachable");
        };
        await FluentActions.Awaiting(() => Measure("a")).Should().ThrowAsync<MachineException>().Where(e => e.Reason == "command-timeout");
        _house.Machines.Single().IsDisposed.Should().BeTrue();
    }

    [Test]
    public async Task A_stopped_run_ends_the_measurement_and_leaves_no_machine()
    {
        var running = new TaskCompletionSource();
        _house.Run = async (_, _, token) =>
        {
            running.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("unreachable");
        };
        using var stop = new CancellationTokenSource();
        var measurement = Measure("a", stop.Token);
        await running.Task;
        await stop.CancelAsync();
        await FluentActions.Awaiting(() => measurement).Should().ThrowAsync<OperationCanceledException>();
        _house.Machines.Single().IsDisposed.Should().BeTrue();
    }

    [Test]
    public async Task With_isolation_by_case_each_measurement_has_its_own_machine()
    {
        await _run.DisposeAsync();
        _run = _house.Open(_house.Configuration("6.12") with { Isolation = Isolation.Case, Out = Path.Combine(_house.Root, "isolated") });
        await Measure("a");
        await Measure("b");
        await Measure("a");
        _house.Machines.Should().HaveCount(2).And.OnlyContain(machine => machine.IsDisposed && machine.Jobs == 1);
    }

    [Test]
    public async Task Two_callers_never_reach_the_machine_at_once()
    {
        int inside = 0, most = 0;
        _house.Run = async (_, job, _) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            Interlocked.Decrement(ref inside);
            return PaperMachine.Answer(job);
        };
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => Measure($"script {i}"))));
        most.Should().Be(1);
    }

    private Task<Measurement> Measure(string script, CancellationToken cancellationToken = default) =>
        _run.LaneOf(s_target).MeasureAsync(new MeasurementRequest("x.bt", script, new EngineOptions { RecordFirings = true }, []), cancellationToken);
}
