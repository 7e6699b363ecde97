using System.Text;
using Conformance.Harness.Runs;
using Conformance.Images;
using Conformance.Machines;
using Conformance.Machines.Processes;

namespace Conformance.Cli.Bench;

/// <summary>The table of other ways: a new one is a line.</summary>
internal static class OtherWays
{
    /// <summary>All, for one kernel.</summary>
    /// <param name="spec">Its machine.</param>
    /// <param name="kernel">Where it came from.</param>
    /// <param name="store">Where what they need is kept.</param>
    public static IReadOnlyList<OtherWay> Of(MachineSpec spec, BootKernel kernel, KernelStoreOptions store) =>
    [
        new("plain QEMU + busybox", _ => Task.FromResult(Busybox(spec))),
        new("virtme-ng", stop => new VirtmeWay(spec, kernel, store).PrepareAsync(stop)),
    ];

    private static BootCommand Busybox(MachineSpec spec)
    {
        var busybox = ProgramSearch.Find("busybox") ?? throw new OtherWayException("busybox is not installed (apt-get install busybox-static)");
        var image = Path.Combine(spec.LogDirectory, "busybox.cpio");
        using (var file = File.Create(image))
        {
            var archive = new CpioWriter(file);
            archive.AddDirectory("dev");
            archive.AddCharacterDevice("dev/console", 5, 1);
            archive.AddDirectory("bin");
            archive.AddFile("bin/busybox", File.ReadAllBytes(busybox), 0x1ED /* 0755 */);
            archive.AddFile("init", Encoding.ASCII.GetBytes($"#!/bin/busybox sh\necho {OtherWay.Word}\nexec /bin/busybox sleep 1000\n"), 0x1ED /* 0755 */);
            archive.Finish();
        }

        return new BootCommand("qemu-system-x86_64",
        [
            "-accel", "tcg", "-cpu", "max", "-smp", "1", "-M", "q35", "-m", $"{spec.MemoryMiB}", "-nodefaults", "-no-reboot", "-display", "none",
            "-serial", "stdio", "-kernel", spec.KernelImage!, "-initrd", image, "-append", "console=ttyS0 quiet panic=-1",
        ]);
    }
}
