namespace Conformance.Machines.Tests.Faults;

public class ResetTests : FaultTests
{
    [Test]
    public async Task A_guest_that_is_reset_without_a_word_is_the_reason(CancellationToken cancellationToken)
    {
        // What a triple fault does to the machine (Documentation: QEMU's -no-reboot ends it).
        var job = Machine.RunAsync(SharedGuest.Endless, cancellationToken);
        await Guest.RequestAsync('b', cancellationToken);

        var error = await FailureAsync(job);

        error.Reason.Should().Be("guest-reset");
        error.Message.Should().Contain("reset");
    }
}
