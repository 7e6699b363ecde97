using System.Diagnostics;
using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Faults;

/// <summary>A cache whose disk is full or cannot be written costs a boot, never a run.</summary>
[CancelAfter(180_000)]
public class CacheFaultTests
{
    private TemporaryDirectory _disk = null!;

    [SetUp]
    public void SetUp() => _disk = new TemporaryDirectory();

    [TearDown]
    public void TearDown()
    {
        Process.Start("umount", ["-l", _disk.Path]).WaitForExit();
        _disk.Dispose();
    }

    [Test]
    public async Task A_guest_that_does_not_fit_on_the_disk_is_not_saved_and_runs_all_the_same(CancellationToken cancellationToken)
    {
        Mount("size=24m");

        await using (var machine = await StartAsync(cancellationToken))
        {
            machine.Description.Should().Contain("booted (it could not be saved: ").And.Contain("No space left on device");
            (await machine.RunAsync(SharedGuest.Harmless, cancellationToken)).Status.Should().Be(JobStatus.Completed);
        }

        Directory.GetDirectories(Path.Combine(_disk.Path, "guests")).Should().BeEmpty("half a guest is none");
    }

    [Test]
    public async Task A_cache_that_cannot_be_written_is_no_reason_not_to_run(CancellationToken cancellationToken)
    {
        Mount("size=24m");
        await new VmProvider(new VmOptions { CacheRoot = _disk.Path }).PrepareAsync(await SharedGuest.SpecAsync(cancellationToken), null, cancellationToken);
        Mount("remount,ro");

        await using var machine = await StartAsync(cancellationToken);

        machine.Description.Should().Contain("booted (guests cannot be saved: ").And.Contain("Read-only file system");
        (await machine.RunAsync(SharedGuest.Harmless, cancellationToken)).Status.Should().Be(JobStatus.Completed);
    }

    private async Task<IMachine> StartAsync(CancellationToken cancellationToken) =>
        await new VmProvider(new VmOptions { CacheRoot = _disk.Path }).StartAsync(await SharedGuest.SpecAsync(cancellationToken), null, cancellationToken);

    private void Mount(string options)
    {
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", options, "none", _disk.Path]);
        mount.WaitForExit();
        if (mount.ExitCode != 0)
            Assert.Inconclusive("this test mounts a small disk, which this user or container may not");
    }
}
