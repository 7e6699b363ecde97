using Conformance.Images;
using Conformance.Machines.Processes;
using Conformance.Machines.Qemu;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Faults;

/// <summary>What a job leaves behind in the guest's kernel puts the guest in doubt; its answer stands.</summary>
[CancelAfter(180_000)]
public class LeftoverTests
{
    private const string Shell = "/peers/shell/bin/busybox";

    [TestCase("echo p:left/over vfs_read >> /sys/kernel/tracing/kprobe_events", "event p:left/over vfs_read")]
    [TestCase($"{Shell} setsid /init -q -e 'interval:ms:10 {{ system(\"{Shell} touch /tmp/up\"); }} kprobe:vfs_read {{ }}' --unsafe </dev/null >/dev/null 2>&1 & until [ -e /tmp/up ]; do {Shell} usleep 10000; done", "BPF program ")]
    public async Task A_guest_in_which_something_is_left_is_replaced(string command, string left)
    {
        var cancellationToken = TestContext.CurrentContext.CancellationToken;
        var shell = new PeerStore(new KernelStoreOptions { CacheRoot = SharedGuest.Directory }).Pack("shell", [ProgramSearch.Find("busybox")!]);
        var spec = await SharedGuest.SpecAsync(cancellationToken) with { Archives = [shell.Archive] };
        await using var machine = await new VmProvider(SharedGuest.Options).StartAsync(spec, null, cancellationToken);
        var job = new Job
        {
            Id = 1,
            ScriptName = "leaves.bt",
            Script = "",
            Peer = new PeerSpec { Name = "shell", Program = Shell, Arguments = [] },
            Command = new CommandSpec(["sh", "-c", command]) { Links = new Dictionary<string, string> { ["/bin/sh"] = Shell } },
        };

        var answer = await machine.RunAsync(job, cancellationToken);

        answer.Status.Should().Be(JobStatus.Completed, answer.Message);
        answer.Answer!.Errors.Should().BeEmpty();
        machine.IsHealthy.Should().BeFalse();
        machine.Doubt.Should().StartWith("job 1 (leaves.bt) left: ").And.Contain(left);
    }
}
