namespace Conformance.Machines.Tests.Faults;

public class OopsTests : FaultTests
{
    [Test]
    public async Task A_kernel_that_oopses_in_the_middle_of_a_job_is_the_reason_with_its_last_words(CancellationToken cancellationToken)
    {
        var job = Machine.RunAsync(SharedGuest.Endless, cancellationToken);
        await using (var debugger = await GuestDebugger.StopAsync(Guest, inKernel: true, cancellationToken))
            await debugger.JumpNowhereAsync(cancellationToken);

        var error = await FailureAsync(job);

        error.Reason.Should().Be("guest-oops");
        error.ConsoleTail.Should().Contain("RIP: ").And.Contain("Kernel panic - not syncing");
    }
}
