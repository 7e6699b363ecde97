using System.Text;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Faults;

public class SerialLineTests : FaultTests
{
    [Test]
    public async Task Garbage_on_the_line_costs_no_job(CancellationToken cancellationToken)
    {
        var garbage = new byte[3000];
        new Random(7).NextBytes(garbage);
        await Guest.Connection.WriteAsync(garbage, cancellationToken);
        await Guest.Connection.WriteAsync(Encoding.ASCII.GetBytes("\r\nlogin: \0\0\0"), cancellationToken);

        (await Machine.RunAsync(SharedGuest.Harmless, cancellationToken)).Status.Should().Be(JobStatus.Completed);
        Machine.IsHealthy.Should().BeTrue();
    }

    [Test]
    public async Task Silence_on_the_line_is_a_guest_that_hangs(CancellationToken cancellationToken)
    {
        await Guest.Control.ExecuteAsync("stop", null, cancellationToken);

        var error = await FailureAsync(Machine.RunAsync(SharedGuest.Harmless, cancellationToken, TimeSpan.FromSeconds(1)));

        error.Reason.Should().Be("guest-hang");
    }
}
