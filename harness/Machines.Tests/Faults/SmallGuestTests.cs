using Conformance.Images;
using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;

namespace Conformance.Machines.Tests.Faults;

/// <summary>A guest too small for what it is to unpack comes up all the same, with half of it, and its kernel says one line.</summary>
[CancelAfter(180_000)]
public class SmallGuestTests
{
    private const int ArchiveMiB = 100;

    [TestCase(256, true)]
    [TestCase(256 + (3 * ArchiveMiB), false)]
    public async Task A_guest_that_cannot_unpack_its_archives_has_failed_and_one_with_room_for_three_has_not(int memoryMiB, bool fails, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var archive = directory.File("large.cpio", []);
        await using (var file = File.OpenWrite(archive))
        {
            var writer = new CpioWriter(file);
            writer.AddFile("large", new byte[ArchiveMiB << 20]);
            writer.Finish();
        }

        var spec = (await SharedGuest.SpecAsync(cancellationToken)) with { Archives = [archive], MemoryMiB = memoryMiB };
        var start = async () =>
        {
            await using var machine = await new VmProvider(new VmOptions { CacheRoot = directory.Path, SavedGuestsMiB = 0 }).StartAsync(spec, null, cancellationToken);
        };

        if (!fails)
        {
            await start.Should().NotThrowAsync();
            return;
        }

        var error = await start.Should().ThrowAsync<MachineException>();
        error.Which.Reason.Should().Be("out-of-memory");
        error.Which.Message.Should().Contain("too small to unpack").And.Contain("--memory-mib");
    }
}
