using System.Diagnostics;

namespace Conformance.Machines.Tests.Faults;

public class KilledEmulatorTests : FaultTests
{
    [Test]
    public async Task A_QEMU_that_is_killed_in_the_middle_of_a_job_is_the_reason(CancellationToken cancellationToken)
    {
        var job = Machine.RunAsync(SharedGuest.Endless, cancellationToken);
        Process.GetProcessById(Guest.ProcessId).Kill();

        var error = await FailureAsync(job);

        error.Reason.Should().Be("emulator-died");
        error.Message.Should().Contain("QEMU was killed by signal 9");
    }
}
