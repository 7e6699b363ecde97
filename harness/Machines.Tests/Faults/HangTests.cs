namespace Conformance.Machines.Tests.Faults;

public class HangTests : FaultTests
{
    [Test]
    public async Task A_guest_that_waits_with_interrupts_off_hangs(CancellationToken cancellationToken)
    {
        var job = Machine.RunAsync(SharedGuest.Endless, cancellationToken, TimeSpan.FromSeconds(5));
        await using (var debugger = await GuestDebugger.StopAsync(Guest, inKernel: true, cancellationToken))
            await debugger.HangAsync(cancellationToken);

        var error = await FailureAsync(job);

        error.Reason.Should().Be("guest-hang");
        error.Message.Should().Contain("does not answer an interrupt");
    }

    [Test]
    public async Task A_guest_that_is_only_late_does_not_hang_and_says_what_it_was_doing(CancellationToken cancellationToken)
    {
        var error = await FailureAsync(Machine.RunAsync(SharedGuest.Endless, cancellationToken, TimeSpan.FromSeconds(1)));

        error.Reason.Should().Be("command-timeout");
        error.ConsoleTail.Should().Contain("RIP:");
    }
}
