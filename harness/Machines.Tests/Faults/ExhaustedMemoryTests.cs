using Conformance.Protocol;

namespace Conformance.Machines.Tests.Faults;

public class ExhaustedMemoryTests : FaultTests
{
    [Test]
    public async Task A_guest_whose_memory_is_exhausted_says_so(CancellationToken cancellationToken)
    {
        // 16 bytes a call and thread: more than a gigabyte in a guest of 256 MiB.
        var greedy = SharedGuest.Endless with { Workloads = [new WorkloadSpec("umask", new Dictionary<string, long> { ["times"] = 1_000_000, ["threads"] = 128 })] };

        var error = await FailureAsync(Machine.RunAsync(greedy, cancellationToken));

        error.Reason.Should().Be("out-of-memory");
        error.Message.Should().Contain("--memory-mib");
    }
}
