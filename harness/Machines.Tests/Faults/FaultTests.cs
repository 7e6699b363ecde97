using Conformance.Machines.Agents;
using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Faults;

/// <summary>What all tests of faults have: a guest of their own that is harmed, and a look at what is left.</summary>
[CancelAfter(180_000)]
public abstract class FaultTests
{
    private protected VirtualMachine Guest { get; private set; } = null!;

    private protected AgentMachine Machine { get; private set; } = null!;

    [SetUp]
    public async Task Restore() => (Guest, Machine) = await SharedGuest.OpenAsync(CancellationToken.None);

    [TearDown]
    public async Task LookAround()
    {
        await Machine.DisposeAsync();
        ProcessTable.IsRunning(Guest.ProcessId).Should().BeFalse();
        await SharedGuest.WorksAsync(CancellationToken.None);
    }

    /// <summary>The error of a case that the fault hits.</summary>
    private protected async Task<MachineException> FailureAsync(Task job)
    {
        var error = (await FluentActions.Awaiting(() => job).Should().ThrowAsync<MachineException>()).Which;
        Machine.IsHealthy.Should().BeFalse();
        error.Message.Should().Contain(Guest.Name);
        return error;
    }
}
