using Conformance.Machines.Consoles;

namespace Conformance.Machines.Tests.Consoles;

/// <summary>Consoles of real kernels, recorded while they were made to fail: by sysrq, by an init that ends, by archives without one, by a host that stood still.</summary>
[CancelAfter(10_000)]
public class RecordedConsoleTests
{
    [TestCase("sysrq-crash-5.10.txt", SignWeight.Fatal, "Kernel panic - not syncing: sysrq triggered crash")]
    [TestCase("sysrq-crash-7.3.txt", SignWeight.Fatal, "Kernel panic - not syncing: sysrq triggered crash")]
    [TestCase("init-ended-6.12.txt", SignWeight.Fatal, "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000300")]
    [TestCase("no-root-6.12.txt", SignWeight.Fatal, "Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)")]
    [TestCase("no-init-7.3.txt", SignWeight.Fatal, "Kernel panic - not syncing: No working init found.")]
    [TestCase("emulator-flags-6.12.txt", SignWeight.Fatal, "kernel BUG at lib/list_debug.c:32!")]
    [TestCase("soft-lockup-6.12.txt", SignWeight.Suspicion, "watchdog: BUG: soft lockup - CPU#0 stuck for 29s!")]
    [TestCase("out-of-memory-6.12.txt", SignWeight.Suspicion, "Out of memory: Killed process")]
    public async Task A_failure_on_a_real_console_is_recognised(string file, SignWeight weight, string line)
    {
        var watch = new ConsoleWatch(Stream.Null);
        await using var console = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Recorded", file));

        await watch.PumpAsync(console, CancellationToken.None);

        watch.Sign.Should().NotBeNull();
        watch.Sign!.Weight.Should().Be(weight);
        watch.Sign.Line.Should().StartWith(line);
    }
}
