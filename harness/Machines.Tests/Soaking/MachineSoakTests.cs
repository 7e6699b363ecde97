using Conformance.Machines.Qemu;
using Conformance.Machines.Soaking;
using Conformance.Machines.Tests.Faults;

namespace Conformance.Machines.Tests.Soaking;

[CancelAfter(300_000)]
public class MachineSoakTests
{
    [Test]
    public async Task Machines_that_come_and_go_leave_nothing(CancellationToken cancellationToken)
    {
        using var shared = new Support.TemporaryDirectory();
        var spec = new MachineSpec("soak", await Support.Prerequisites.KernelAsync(cancellationToken), Support.Prerequisites.Tracer(), shared.Path) { Accelerator = Accelerator.Tcg, MemoryMiB = 256 };

        var report = await MachineSoak.RunAsync(
            new VmProvider(new VmOptions { CacheRoot = shared.Path }), [spec], SharedGuest.Harmless, cycles: 12, progress: null, cancellationToken);

        report.Failures.Should().BeEmpty();
        report.Samples.Should().HaveCountGreaterThan(2);
    }

    [Test]
    public void Growth_of_each_kind_is_noticed()
    {
        var first = new SoakSample(1, 50, 10 << 20, 0, 0);

        MachineSoak.Growth(first, first with { Cycle = 9 }).Should().BeEmpty();
        MachineSoak.Growth(first, new SoakSample(9, 60, 30 << 20, 1, 1)).Should().HaveCount(4);
    }
}
