namespace Conformance.Machines.Tests.Faults;

public class PanicTests : FaultTests
{
    [Test]
    public async Task A_kernel_that_panics_in_the_middle_of_a_job_is_the_reason_with_its_last_words(CancellationToken cancellationToken)
    {
        var job = Machine.RunAsync(SharedGuest.Endless, cancellationToken);
        await Guest.RequestAsync('c', cancellationToken);

        var error = await FailureAsync(job);

        error.Reason.Should().Be("guest-panic");
        error.Message.Should().Contain("sysrq triggered crash").And.Contain(error.ConsoleTail);
    }
}
