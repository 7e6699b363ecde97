using Conformance.Machines.Agents;
using Conformance.Machines.Containers;
using Conformance.Machines.Tests.Support;
using Conformance.Protocol;
using Docker.DotNet.Models;
using JobStatus = Conformance.Protocol.JobStatus;

namespace Conformance.Machines.Tests.Containers;

[CancelAfter(180_000)]
public class ContainerTests
{
    private readonly TemporaryDirectory _directory = new();
    private ContainerProvider? _started;

    [OneTimeSetUp]
    public void SetUp() => _started = new ContainerProvider(TestEngine.Address, _directory.Path);

    [OneTimeTearDown]
    public async Task TearDown()
    {
        if (_started is not null)
            await _started.DisposeAsync();
        _directory.Dispose();
    }

    [Test]
    public async Task I_can_trace_the_kernel_below_from_a_container(CancellationToken cancellationToken)
    {
        await using (var machine = await Provider.StartAsync(Spec, progress: null, cancellationToken))
        {
            var result = await machine.RunAsync(Sleeps, cancellationToken);

            result.Message.Should().BeNull();
            result.Status.Should().Be(JobStatus.Completed);
            var threads = result.Workloads.Single().Threads.Select(thread => thread.ThreadId).ToHashSet();
            result.Firings.Count(firing => threads.Contains(firing.ThreadId)).Should().Be(3, "the workload sleeps three times");
            machine.Hello.KernelRelease.Should().Be((await File.ReadAllTextAsync("/proc/sys/kernel/osrelease", cancellationToken)).Trim());
            machine.Description.Should().MatchRegex("^container: \\S+ \\S+, (privileged|capabilities .*), kernel below shared$");
            machine.IsHealthy.Should().BeTrue();
        }

        (await TestEngine.MachinesAsync(TestEngine.Address, cancellationToken)).Should().BeEmpty();
    }

    [Test]
    public async Task What_the_kernel_below_does_not_allow_is_unsupported_and_says_what_was_tried(CancellationToken cancellationToken)
    {
        await using var machine = await Provider.StartAsync(Spec, progress: null, cancellationToken);

        var result = await machine.RunAsync(Sleeps with { Script = "tracepoint:syscalls:no_such_event { }\n" }, cancellationToken);
        var lacking = machine.Hello.Features.Where(feature => !feature.Available).ToArray();

        result.Status.Should().NotBe(JobStatus.Completed);
        result.Message.Should().Contain("no_such_event");
        lacking.Should().OnlyContain(feature => feature.Evidence.Length > 0);
        (await machine.RunAsync(Sleeps, cancellationToken)).Status.Should().Be(JobStatus.Completed, "a refused script does no harm");
    }

    [Test]
    public async Task Two_containers_side_by_side_trace_the_same_hook(CancellationToken cancellationToken)
    {
        await using var first = await Provider.StartAsync(Spec, progress: null, cancellationToken);
        await using var second = await Provider.StartAsync(Spec with { Name = "second" }, progress: null, cancellationToken);

        var results = await Task.WhenAll(first.RunAsync(Sleeps, cancellationToken), second.RunAsync(Sleeps, cancellationToken));

        results.Should().OnlyContain(result => result.Status == JobStatus.Completed);
    }

    [Test]
    public async Task A_container_that_is_killed_is_an_agent_that_is_lost(CancellationToken cancellationToken)
    {
        await using var machine = await Provider.StartAsync(Spec, progress: null, cancellationToken);
        var job = machine.RunAsync(Sleeps with { Workloads = [Sleep(100_000)], TimeoutMs = 120_000 }, cancellationToken);

        await KillAsync((await TestEngine.MachinesAsync(TestEngine.Address, cancellationToken)).Single(), cancellationToken);
        var error = await FluentActions.Awaiting(() => job).Should().ThrowAsync<MachineException>();

        error.Which.Reason.Should().Be("agent-lost");
        error.Which.Message.Should().Contain("exit code 137");
        machine.IsHealthy.Should().BeFalse();
    }

    [Test]
    public async Task A_tracer_that_ends_at_once_is_lost_and_nothing_of_its_container_stays(CancellationToken cancellationToken)
    {
        // A static program that is no tracer: it knows no command "agent". Nothing else runs in an image without a loader.
        var tracer = _directory.Program("tracer", TinyProgram.ThatEndsWith(3));

        var error = await FluentActions.Awaiting(() => Provider.StartAsync(Spec with { TracerBinary = tracer }, progress: null, cancellationToken)).Should().ThrowAsync<MachineException>();

        error.Which.Reason.Should().BeOneOf("agent-lost", "setup");
        (await TestEngine.MachinesAsync(TestEngine.Address, cancellationToken)).Should().BeEmpty();
    }

    [Test]
    public async Task A_harness_that_is_killed_leaves_no_container(CancellationToken cancellationToken)
    {
        using (await HostProcess.StartAsync("contain", TestEngine.Address, Prerequisites.Tracer(), _directory.Path))
            (await TestEngine.MachinesAsync(TestEngine.Address, cancellationToken)).Should().ContainSingle();

        while ((await TestEngine.MachinesAsync(TestEngine.Address, cancellationToken)).Count > 0)
            await Task.Delay(20, cancellationToken);
    }

    private static Job Sleeps => new()
    {
        Id = 1,
        ScriptName = "sleeps.bt",
        Script = "tracepoint:syscalls:sys_enter_nanosleep { }\n",
        Options = new() { RecordFirings = true },
        Workloads = [Sleep(3)],
    };

    private ContainerProvider Provider => _started!;

    private MachineSpec Spec => new("contained", null, Prerequisites.Tracer(), _directory.Path);

    private static WorkloadSpec Sleep(long times) => new("nanosleep", new Dictionary<string, long> { ["times"] = times, ["interval_us"] = 1000 });

    private static async Task KillAsync(string id, CancellationToken cancellationToken)
    {
        var (engine, _) = await ContainerEngine.FindAsync(TestEngine.Address, cancellationToken);
        using var client = engine!.Endpoint.Connect();
        await client.Containers.KillContainerAsync(id, new ContainerKillParameters(), cancellationToken);
    }
}
