using Conformance.Protocol;

namespace Conformance.Tracer.Tests.Agents;

/// <summary>The whole agent, with real scripts on this machine's own kernel.</summary>
[CancelAfter(60_000)]
public sealed class AgentTests
{
    private AgentProcess _agent = null!;

    [SetUp]
    public async Task SetUp() => _agent = await AgentProcess.StartAsync(CancellationToken.None);

    [TearDown]
    public async Task TearDown() => await _agent.DisposeAsync();

    [Test]
    public void An_agent_says_which_kernel_it_runs_on_and_what_that_can_do()
    {
        _agent.Hello.KernelRelease.Should().Be(File.ReadAllText("/proc/sys/kernel/osrelease").Trim());
        _agent.Hello.Cpus.Should().Be(Environment.ProcessorCount);
        _agent.Hello.Features.Select(f => f.Name).Should().Contain(["btf", "ringbuf", "prog-test-run", "fentry", "fexit", "kprobe", "kretprobe"]);
        _agent.Hello.Features.Should().OnlyContain(f => f.Evidence.Length > 0);
    }

    [Test]
    public async Task I_can_run_a_script_of_begin_and_end(CancellationToken cancellationToken)
    {
        NeedsTestRun();

        var result = await RunAsync("begin { printf(\"a\\n\"); } end { printf(\"b %d\\n\", 7); }", cancellationToken);

        result.Message.Should().BeNull();
        result.Status.Should().Be(JobStatus.Completed);
        result.Output.Select(o => o.Text).Should().Equal("a\n", "b 7\n");
        result.Firings.Select(f => f.Probe).Should().Equal(0, 1);
        result.Probes.Select(p => p.Mechanism).Should().Equal("begin", "end");
        result.Timings.Total.Should().BePositive();
        _agent.OpenProbes().Should().BeEmpty();
    }

    [Test]
    public async Task Jobs_do_not_see_each_other(CancellationToken cancellationToken)
    {
        NeedsTestRun();

        for (var i = 1; i <= 3; i++)
        {
            var result = await RunAsync("begin { @n++; }", cancellationToken);

            result.Output.Select(o => o.Text.Trim()).Should().Equal("@n: 1");
        }
    }

    [Test]
    public async Task A_wrong_script_is_answered_with_its_place_and_the_next_one_runs(CancellationToken cancellationToken)
    {
        var wrong = await RunAsync("begin { printf(\"a\\n\" }", cancellationToken);
        var right = await RunAsync("begin { }", cancellationToken);

        wrong.Status.Should().Be(JobStatus.ScriptError);
        wrong.Message.Should().Contain("test.bt:1:").And.Contain("^");
        right.Status.Should().NotBe(JobStatus.ScriptError);
    }

    [Test]
    public async Task A_workload_runs_after_begin_and_reports_its_own_count(CancellationToken cancellationToken)
    {
        NeedsTestRun();
        var before = _agent.Hello.Cpus;

        var result = await RunAsync("begin { }", cancellationToken, Nanosleep(("times", 3), ("threads", 2), ("pin", 1), ("interval_us", 20)));

        var report = result.Workloads.Should().ContainSingle().Subject;
        report.StartNs.Should().BeGreaterThan(result.Firings[0].TimeNs);
        report.EndNs.Should().BeGreaterThan(report.StartNs + (3 * 20_000));
        report.Threads.Should().HaveCount(2).And.OnlyContain(t => t.Calls == 3 && t.Returned.SequenceEqual(new long[] { 0, 0, 0 }) && t.Arguments.All(a => a == 20_000));
        report.Threads.Select(t => t.ThreadId).Should().OnlyHaveUniqueItems();
        report.Threads.Select(t => t.Cpu).Distinct().Should().HaveCount(Math.Min(2, before));
    }

    [TestCase("nanosleeep", "times", 1, "*no workload 'nanosleeep'*nanosleep*")]
    [TestCase("nanosleep", "time", 1, "*no parameter 'time'*times*")]
    [TestCase("nanosleep", "threads", 0, "*threads=0 is outside 1..1024*")]
    public async Task A_workload_that_there_is_not_is_refused_with_what_there_is(string name, string parameter, long value, string message, CancellationToken cancellationToken)
    {
        var result = await RunAsync("begin { }", cancellationToken, new WorkloadSpec(name, new Dictionary<string, long> { [parameter] = value }));

        result.Status.Should().Be(JobStatus.Refused);
        result.Message.Should().Match(message);
        result.Firings.Should().BeEmpty();
    }

    [Test]
    public async Task A_workload_has_its_threads_while_it_runs(CancellationToken cancellationToken)
    {
        NeedsTestRun();

        var run = _agent.Client.RunAsync(Job("begin { }", Nanosleep(("times", 1000), ("interval_us", 1000), ("threads", 4))), null, cancellationToken);

        SpinWait.SpinUntil(() => _agent.WorkloadThreads == 4, 10_000).Should().BeTrue();
        (await run).Workloads[0].Threads.Sum(t => t.Calls).Should().Be(4000);
    }

    [Test]
    public async Task A_job_that_takes_too_long_is_given_up_and_leaves_nothing(CancellationToken cancellationToken)
    {
        NeedsTestRun();
        await RunAsync("begin { }", cancellationToken); // The first job is slow: everything is compiled and read for the first time.
        var late = await _agent.Client.RunAsync(
            Job("begin { }", Nanosleep(("times", 1_000_000), ("interval_us", 1000), ("threads", 4))) with { TimeoutMs = 3000 }, null, cancellationToken);

        late.Status.Should().Be(JobStatus.TimedOut);
        late.Message.Should().Match("*3000 ms*running the workload*");
        _agent.OpenProbes().Should().BeEmpty();
        SpinWait.SpinUntil(() => _agent.WorkloadThreads == 0, 5000).Should().BeTrue("no sleeper may be left, though the kernel may take a moment to end a thread");
        (await RunAsync("begin { }", cancellationToken)).Status.Should().Be(JobStatus.Completed);
    }

    [Test]
    public async Task Garbage_on_the_line_does_not_disturb(CancellationToken cancellationToken)
    {
        var random = new Random(4104);
        var garbage = new byte[100_000];
        for (var i = 0; i < 5; i++)
        {
            random.NextBytes(garbage);
            await _agent.Stream.WriteAsync(garbage, cancellationToken);
            await _agent.Client.PingAsync(cancellationToken);
        }
    }

    [Test]
    public async Task A_killed_agent_is_the_end_of_the_stream(CancellationToken cancellationToken)
    {
        var run = _agent.Client.RunAsync(Job("begin { }", Nanosleep(("times", 1_000_000), ("interval_us", 1000))), null, cancellationToken);

        _agent.Kill();

        await FluentActions.Awaiting(() => run).Should().ThrowAsync<IOException>();
    }

    [Test]
    public async Task Shutdown_ends_the_agent_with_success(CancellationToken cancellationToken)
    {
        await _agent.Client.ShutdownAsync(cancellationToken);

        (await _agent.WaitForExitAsync(cancellationToken)).Should().Be(0);
    }

    [Test]
    public async Task The_end_of_input_ends_the_agent(CancellationToken cancellationToken)
    {
        await _agent.Stream.DisposeAsync();

        (await _agent.WaitForExitAsync(cancellationToken)).Should().Be(0);
    }

    private static Job Job(string script, params WorkloadSpec[] workloads) => new() { Id = 1, ScriptName = "test.bt", Script = script, Workloads = workloads };

    private static WorkloadSpec Nanosleep(params (string Name, long Value)[] parameters) => new("nanosleep", parameters.ToDictionary(p => p.Name, p => p.Value));

    private Task<JobResult> RunAsync(string script, CancellationToken cancellationToken, params WorkloadSpec[] workloads) =>
        _agent.Client.RunAsync(Job(script, workloads), null, cancellationToken);

    /// <summary>Without root, or on a kernel before 5.10, there is nothing to test here; the reason is what the agent found out.</summary>
    private void NeedsTestRun()
    {
        var feature = _agent.Hello.Features.Single(f => f.Name == "prog-test-run");
        Assume.That(feature.Available, $"scripts cannot run here: {feature.Evidence}");
    }
}
