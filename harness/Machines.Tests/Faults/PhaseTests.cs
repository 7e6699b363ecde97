using Conformance.Engine;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Faults;

/// <summary>A job that does not go on says in which phase it stands.</summary>
public class PhaseTests : FaultTests
{
    // Some three hundred links, which an emulated guest attaches and detaches one by one for seconds.
    private static readonly string[] s_functions = ["vfs_read", "vfs_write", "vfs_open", "vfs_fsync", "vfs_mkdir", "vfs_rmdir", "vfs_unlink", "vfs_rename", "vfs_statfs", "vfs_symlink"];
    private const int Each = 30;

    private static readonly Job s_slow = new()
    {
        Id = 3,
        ScriptName = "slow.bt",
        Script = string.Concat(Enumerable.Repeat(string.Concat(s_functions.Select(function => $"fexit:{function} {{ }}\n")), Each)),
        Options = new() { RecordFirings = true, AttachOrder = AttachOrder.Written },
        TimeoutMs = 600_000,
    };

    [TestCase(JobPhase.Attach, "loading and attaching probes")]
    [TestCase(JobPhase.Workload, "running the workload")]
    [TestCase(JobPhase.Detach, "detaching")]
    public async Task A_guest_that_hangs_says_in_which_phase(JobPhase phase, string words)
    {
        var cancellationToken = TestContext.CurrentContext.CancellationToken;
        var job = Machine.RunAsync(phase == JobPhase.Workload ? SharedGuest.Endless : s_slow, cancellationToken, TimeSpan.FromSeconds(15));
        while (Machine.Phase != phase && !job.IsCompleted)
            await Task.Delay(5, cancellationToken);
        await using (var debugger = await GuestDebugger.StopAsync(Guest, inKernel: true, cancellationToken))
            await debugger.HangAsync(cancellationToken);

        var error = await FailureAsync(job);

        error.Reason.Should().Be("guest-hang");
        error.Message.Should().Contain($"of {words}");
    }

    [Test]
    public async Task A_workload_that_never_ends_is_given_up_by_the_agent_which_goes_on_working(CancellationToken cancellationToken)
    {
        var answer = await Machine.RunAsync(SharedGuest.Endless with { TimeoutMs = 4000 }, cancellationToken);

        answer.Status.Should().Be(JobStatus.TimedOut);
        answer.Message.Should().Be("the 3000 ms that this phase may take of the job's 4000 ms passed while running the workload");
        (await Machine.RunAsync(SharedGuest.Harmless, cancellationToken)).Status.Should().Be(JobStatus.Completed);
        Machine.IsHealthy.Should().BeTrue();
    }
}
