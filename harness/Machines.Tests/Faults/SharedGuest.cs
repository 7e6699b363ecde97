using Conformance.Machines.Agents;
using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Faults;

/// <summary>One guest, saved once, from which every test of a fault restores its own: a tenth of a second each instead of a boot.</summary>
[SetUpFixture]
public class SharedGuest
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(120);

    private static TemporaryDirectory? s_directory;

    /// <summary>Where the guest is saved, and where logs go. In every QEMU's command line.</summary>
    internal static string Directory => s_directory!.Path;

    [OneTimeSetUp]
    public async Task Save()
    {
        s_directory = new TemporaryDirectory();
        await using var machine = await StartAsync(CancellationToken.None);
        machine.Description.Should().EndWith(", booted and saved");
    }

    [OneTimeTearDown]
    public void Remove()
    {
        ProcessTable.With(Directory).Should().BeEmpty("no QEMU may be left behind");
        s_directory!.Dispose();
    }

    /// <summary>A machine as a run has it.</summary>
    internal static async Task<AgentMachine> StartAsync(CancellationToken cancellationToken) =>
        (AgentMachine)await new VmProvider(Options).StartAsync(await SpecAsync(cancellationToken), null, cancellationToken);

    /// <summary>The same with its home, which tests do harm to.</summary>
    internal static async Task<(VirtualMachine Guest, AgentMachine Machine)> OpenAsync(CancellationToken cancellationToken) =>
        await new VmProvider(Options).OpenAsync(await SpecAsync(cancellationToken), null, cancellationToken);

    /// <summary>A run after a fault finds everything as it was.</summary>
    internal static async Task WorksAsync(CancellationToken cancellationToken)
    {
        await using var machine = await StartAsync(cancellationToken);
        machine.Description.Should().EndWith(", restored");
        (await machine.RunAsync(Harmless, cancellationToken)).Status.Should().Be(JobStatus.Completed);
        machine.IsHealthy.Should().BeTrue();
    }

    /// <summary>A job that does no harm.</summary>
    internal static Job Harmless => new() { Id = 1, ScriptName = "harmless.bt", Script = "fexit:hrtimer_nanosleep { }\n", Workloads = [Nanosleep(times: 3)] };

    /// <summary>A job that takes longer than any test.</summary>
    internal static Job Endless => Harmless with { Id = 2, ScriptName = "endless.bt", Workloads = [Nanosleep(times: 100_000, microseconds: 100_000)], TimeoutMs = 600_000 };

    /// <summary>Sleeps.</summary>
    internal static WorkloadSpec Nanosleep(long times, long microseconds = 50) =>
        new("nanosleep", new Dictionary<string, long> { ["times"] = times, ["interval_us"] = microseconds });

    internal static VmOptions Options => new() { CacheRoot = Directory };

    internal static async Task<MachineSpec> SpecAsync(CancellationToken cancellationToken) =>
        new(Path.GetRandomFileName(), await Prerequisites.KernelAsync(cancellationToken), Prerequisites.Tracer(), Directory)
        {
            Accelerator = Accelerator.Tcg,
            MemoryMiB = 256,
            BootDeadline = s_deadline,
        };
}
