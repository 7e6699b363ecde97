using Conformance.Machines.Agents;
using Conformance.Machines.Local;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Local;

[CancelAfter(60_000)]
public class LocalProviderTests
{
    private TemporaryDirectory _directory = null!;

    [SetUp]
    public void SetUp() => _directory = new TemporaryDirectory();

    [TearDown]
    public void TearDown() => _directory.Dispose();

    [Test]
    public async Task I_can_talk_to_an_agent_on_this_machine(CancellationToken cancellationToken)
    {
        await using var machine = await new LocalProvider().StartAsync(Spec(Prerequisites.Tracer()), progress: null, cancellationToken);

        machine.Hello.KernelRelease.Should().Be((await File.ReadAllTextAsync("/proc/sys/kernel/osrelease", cancellationToken)).Trim());
        await ((AgentMachine)machine).PingAsync(TimeSpan.FromSeconds(10), cancellationToken);
        machine.ConsoleLog.Should().BeNull();
    }

    [Test]
    public async Task An_agent_that_ends_at_once_is_lost_and_quoted(CancellationToken cancellationToken)
    {
        var tracer = _directory.Script("tracer", "echo 'tracer: no' >&2; exit 3");

        var error = await FluentActions.Awaiting(() => new LocalProvider().StartAsync(Spec(tracer), null, cancellationToken)).Should().ThrowAsync<MachineException>();

        error.Which.Reason.Should().Be("agent-lost");
        error.Which.Message.Should().Contain("exit code 3 and said: tracer: no");
    }

    [Test]
    public async Task A_missing_tracer_is_named_with_the_remedy(CancellationToken cancellationToken)
    {
        var error = await FluentActions.Awaiting(() => new LocalProvider().StartAsync(Spec("/no/tracer"), null, cancellationToken)).Should().ThrowAsync<MachineException>();

        error.Which.Reason.Should().Be("setup");
        error.Which.Message.Should().Contain("'/no/tracer'").And.Contain("./conformance");
    }

    private MachineSpec Spec(string tracer) => new("here", null, tracer, _directory.Path);
}
