using Conformance.Machines.Agents;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Agents;

[CancelAfter(30_000)]
public class AgentMachineTests
{
    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_little = TimeSpan.FromMilliseconds(200);

    [Test]
    public async Task I_can_give_job_after_job_to_a_machine_that_said_hello(CancellationToken cancellationToken)
    {
        await using var machine = await AgentMachine.StartAsync(await FakeHome.WithAgentAsync(), s_enough, cancellationToken);

        machine.Hello.KernelRelease.Should().Be("6.1.0");
        for (var id = 1; id <= 3; id++)
            (await machine.RunAsync(Job(id), cancellationToken)).Id.Should().Be(id);
        machine.IsHealthy.Should().BeTrue();
    }

    [Test]
    public async Task A_machine_that_never_answers_is_a_boot_timeout_and_is_put_away(CancellationToken cancellationToken)
    {
        var home = await FakeHome.SilentAsync();
        home.Print("[    1.0] Loading, please wait");

        var error = await Failure(() => AgentMachine.StartAsync(home, s_little, cancellationToken));

        error.Reason.Should().Be("boot-timeout");
        error.Message.Should().StartWith("fake: it did not answer").And.Contain("Loading, please wait");
        home.IsDisposed.Should().BeTrue();
    }

    [Test]
    public async Task A_panic_while_booting_is_not_waited_for_until_the_deadline(CancellationToken cancellationToken)
    {
        var home = await FakeHome.SilentAsync();
        var start = Failure(() => AgentMachine.StartAsync(home, TimeSpan.FromMinutes(5), cancellationToken));
        home.Print("[    1.0] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)");
        home.Die("QEMU ended");

        var error = await start;

        error.Reason.Should().Be("guest-panic");
        error.Message.Should().Contain("nothing to start").And.Contain("\"Kernel panic - not syncing: VFS");
        error.ConsoleTail.Should().Contain("Unable to mount root fs");
    }

    [Test]
    public async Task A_machine_that_was_refused_says_that_and_not_that_it_is_gone(CancellationToken cancellationToken)
    {
        var home = await FakeHome.SilentAsync(refusal: new MachineException(MachineFault.Setup, "no kernel"));
        home.Die("QEMU ended with exit code 1");

        (await Failure(() => AgentMachine.StartAsync(home, s_enough, cancellationToken))).Message.Should().Be("no kernel");
    }

    [Test]
    public async Task A_machine_that_dies_in_the_middle_of_a_job_is_lost(CancellationToken cancellationToken)
    {
        await using var machine = await AgentMachine.StartAsync(
            await FakeHome.WithAgentAsync((home, _) => home.Die("QEMU was killed by signal 9")), s_enough, cancellationToken);

        var error = await Failure(() => machine.RunAsync(Job(1), cancellationToken));

        error.Reason.Should().Be("agent-lost");
        error.Message.Should().Contain("QEMU was killed by signal 9");
        machine.IsHealthy.Should().BeFalse();
    }

    [Test]
    public async Task A_kernel_that_oopses_in_the_middle_of_a_job_is_said_to_have_oopsed(CancellationToken cancellationToken)
    {
        await using var machine = await AgentMachine.StartAsync(
            await FakeHome.WithAgentAsync((home, _) =>
            {
                home.Print("[    5.0] Oops: int3: 0000 [#1] SMP NOPTI");
                home.Die("QEMU ended");
            }),
            s_enough,
            cancellationToken);

        (await Failure(() => machine.RunAsync(Job(1), cancellationToken))).Reason.Should().Be("guest-oops");
    }

    [Test]
    public async Task A_machine_that_falls_silent_is_a_command_timeout(CancellationToken cancellationToken)
    {
        using var release = new ManualResetEventSlim();
        await using var machine = await AgentMachine.StartAsync(await FakeHome.WithAgentAsync((_, _) => release.Wait()), s_enough, cancellationToken);
        var job = machine.RunAsync(Job(1), cancellationToken, s_little);

        var error = await Failure(() => job);
        release.Set();

        error.Reason.Should().Be("command-timeout");
        error.Message.Should().Contain("job 1 (test.bt)");
        machine.IsHealthy.Should().BeFalse();
    }

    [Test]
    public async Task A_machine_that_falls_silent_in_a_phase_is_given_up_at_the_phases_deadline_and_says_which(CancellationToken cancellationToken)
    {
        using var release = new ManualResetEventSlim();
        await using var machine = await AgentMachine.StartAsync(await FakeHome.WithAgentAsync((_, _) => release.Wait()), s_enough, cancellationToken);
        machine.AnswerGrace = TimeSpan.Zero;
        var job = Job(1) with { TimeoutMs = 4000 };

        var error = await Failure(() => machine.RunAsync(job, cancellationToken));
        release.Set();

        error.Reason.Should().Be("command-timeout");
        error.Message.Should().Contain("no answer to job 1 (test.bt) within 3 s of loading and attaching probes");
        machine.Phase.Should().Be(JobPhase.Attach);
    }

    [Test]
    public async Task A_machine_that_dies_says_what_it_was_doing(CancellationToken cancellationToken)
    {
        await using var machine = await AgentMachine.StartAsync(await FakeHome.WithAgentAsync((home, _) => home.Die("gone")), s_enough, cancellationToken);

        (await Failure(() => machine.RunAsync(Job(1), cancellationToken))).Message.Should().Contain("the agent is gone while loading and attaching probes for job 1 (test.bt)");
    }

    [Test]
    public async Task A_machine_that_falls_silent_after_a_lockup_is_locked_up(CancellationToken cancellationToken)
    {
        using var release = new ManualResetEventSlim();
        await using var machine = await AgentMachine.StartAsync(
            await FakeHome.WithAgentAsync((home, _) =>
            {
                home.Print("[   30.0] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [tracer:1]");
                release.Wait();
            }),
            s_enough,
            cancellationToken);

        var error = await Failure(() => machine.RunAsync(Job(1), cancellationToken, s_little));
        release.Set();

        error.Reason.Should().Be("guest-lockup");
        error.Message.Should().Contain("soft lockup");
    }

    [Test]
    public async Task A_machine_that_recovers_from_a_lockup_keeps_its_answer_and_is_not_used_again(CancellationToken cancellationToken)
    {
        await using var machine = await AgentMachine.StartAsync(
            await FakeHome.WithAgentAsync((home, _) => home.Print("watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [tracer:1]")), s_enough, cancellationToken);

        (await machine.RunAsync(Job(1), cancellationToken)).Status.Should().Be(JobStatus.Completed);
        machine.IsHealthy.Should().BeFalse();
        machine.Doubt.Should().Contain("soft lockup");
    }

    [Test]
    public async Task A_cancelled_job_is_a_cancellation_and_leaves_a_machine_that_is_not_used_again(CancellationToken cancellationToken)
    {
        using var release = new ManualResetEventSlim();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var machine = await AgentMachine.StartAsync(await FakeHome.WithAgentAsync((_, _) => release.Wait()), s_enough, cancellationToken);
        var job = machine.RunAsync(Job(1), stop.Token);
        await stop.CancelAsync();

        await FluentActions.Awaiting(() => job).Should().ThrowAsync<OperationCanceledException>();
        release.Set();

        machine.IsHealthy.Should().BeFalse();
    }

    [Test]
    public async Task A_cancelled_start_is_a_cancellation_and_puts_the_machine_away(CancellationToken cancellationToken)
    {
        var home = await FakeHome.SilentAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = AgentMachine.StartAsync(home, s_enough, stop.Token);
        await stop.CancelAsync();

        await FluentActions.Awaiting(() => start).Should().ThrowAsync<OperationCanceledException>();
        home.IsDisposed.Should().BeTrue();
    }

    [Test]
    public async Task Garbage_before_the_hello_does_no_harm(CancellationToken cancellationToken)
    {
        var home = await FakeHome.SilentAsync();
        await home.SayAsync("login: \0\u007f~~~garbage~~~\r\n"u8.ToArray());
        home.StartAgent();

        await using var machine = await AgentMachine.StartAsync(home, s_enough, cancellationToken);

        machine.Hello.KernelRelease.Should().Be("6.1.0");
    }

    private static Job Job(int id) => new() { Id = id, ScriptName = "test.bt", Script = "begin { }" };

    private static async Task<MachineException> Failure(Func<Task> action) =>
        (await action.Should().ThrowAsync<MachineException>()).Which;
}
