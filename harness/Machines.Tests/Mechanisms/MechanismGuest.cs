using Conformance.Engine;
using Conformance.Machines.Qemu;
using Conformance.Machines.Tests.Support;
using Conformance.Protocol;

namespace Conformance.Machines.Tests.Mechanisms;

/// <summary>A guest of one kernel that all tests of a fixture share, and how they ask it.</summary>
public abstract class MechanismGuest(string series)
{
    /// <summary>Each call of the workload getpgid passes through this function once; nothing else in the guest calls it.</summary>
    protected const string Function = "__x64_sys_getpgid";

    private readonly TemporaryDirectory _directory = new();
    private int _jobs;

    /// <summary>The kernel's series.</summary>
    protected string Series => series;

    /// <summary>The guest.</summary>
    protected IMachine Machine { get; private set; } = null!;

    [OneTimeSetUp]
    public async Task Boot()
    {
        var kernel = await Prerequisites.KernelAsync(CancellationToken.None, series);
        var spec = new MachineSpec("mechanisms", kernel, Prerequisites.Tracer(), _directory.Path) { Accelerator = Accelerator.Tcg, MemoryMiB = 256, BootsAfresh = true };
        Machine = await new VmProvider().StartAsync(spec, progress: null, CancellationToken.None);
    }

    [OneTimeTearDown]
    public async Task PowerOff()
    {
        await Machine.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>Runs a script beside one workload.</summary>
    protected Task<JobResult> Run(string script, CancellationToken cancellationToken, EngineOptions options, string workload, params (string Name, long Value)[] parameters) => Machine.RunAsync(
        new Job
        {
            Id = ++_jobs,
            ScriptName = "test.bt",
            Script = script,
            Options = options,
            Workloads = [new WorkloadSpec(workload, parameters.ToDictionary(p => p.Name, p => p.Value))],
            TimeoutMs = 120_000,
        },
        cancellationToken);

    /// <summary>All that the script printed.</summary>
    protected static string Text(JobResult result) => string.Concat(result.Output.Select(o => o.Text));
}
