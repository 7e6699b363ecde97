using Conformance.Protocol;

namespace Conformance.Machines.Tests.Faults;

public class KilledAgentTests : FaultTests
{
    [Test]
    public async Task An_agent_that_dies_in_the_middle_of_a_job_is_lost(CancellationToken cancellationToken)
    {
        var busy = SharedGuest.Endless with { Workloads = [new WorkloadSpec("umask", new Dictionary<string, long> { ["times"] = 1_000_000, ["threads"] = 4 })] };
        var job = Machine.RunAsync(busy, cancellationToken);
        await using (var debugger = await GuestDebugger.StopAsync(Guest, inKernel: false, cancellationToken))
            await debugger.JumpNowhereAsync(cancellationToken);

        var error = await FailureAsync(job);

        error.Reason.Should().Be("agent-lost");
        error.Message.Should().Contain("the agent, ended and the kernel panicked");
    }
}
