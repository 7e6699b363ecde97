using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;
using Conformance.Machines.Trials;

namespace Conformance.Machines.Tests.Trials;

/// <summary>Two flavours beside the usual one, and a kernel of the user's own; <c>kernels try all</c> tries every series.</summary>
[CancelAfter(600_000)]
public class KernelTrialTests
{
    [Test]
    public async Task Kernels_of_every_flavour_and_a_users_own_file_start_twice_and_their_probes_fire(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var own = directory.File("bzImage", await File.ReadAllBytesAsync(await Prerequisites.KernelAsync(cancellationToken), cancellationToken));
        string[] images = [own, await Prerequisites.KernelAsync(cancellationToken, "7.3-full"), await Prerequisites.KernelAsync(cancellationToken, "7.3-rt")];
        var specs = images.Select((image, index) => new MachineSpec($"kernel-{index}", image, Prerequisites.Tracer(), directory.Path) { Accelerator = Accelerator.Tcg, MemoryMiB = 256, BootDeadline = TimeSpan.FromSeconds(120) }).ToArray();

        var results = await KernelTrial.RunAsync(new VmProvider(new VmOptions { CacheRoot = directory.Path }), specs, sideBySide: 1, _ => { }, cancellationToken);

        results.Should().OnlyContain(result => result.Works);
        results.Select(result => result.Release).Should().OnlyHaveUniqueItems().And.NotContainNulls();
        results.Should().OnlyContain(result => result.Fired.Count == 4 && result.How == "booted and saved");
    }

    [Test]
    public async Task A_kernel_that_does_not_start_says_why(CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        var spec = new MachineSpec("none", directory.File("none", "no kernel"u8), Prerequisites.Tracer(), directory.Path) { Accelerator = Accelerator.Tcg };

        var results = await KernelTrial.RunAsync(new VmProvider(new VmOptions { CacheRoot = directory.Path }), [spec], sideBySide: 1, _ => { }, cancellationToken);

        results.Should().ContainSingle().Which.Works.Should().BeFalse();
        results[0].How.Should().StartWith("setup: ");
    }
}
