using Conformance.Engine;
using Conformance.Harness.Peers;
using Conformance.Machines;
using Microsoft.Extensions.Configuration;

namespace Conformance.Harness.Configuration;

/// <summary>When a fresh machine is started.</summary>
public enum Isolation
{
    /// <summary>One machine serves all cases of a kernel.</summary>
    Kernel,

    /// <summary>Each measurement gets a machine of its own.</summary>
    Case,
}

/// <summary>How virtual machines come up.</summary>
public enum MachineStart
{
    /// <summary>From a saved guest, which is made if there is none.</summary>
    Restored,

    /// <summary>Each by booting its kernel.</summary>
    Booted,
}

/// <summary>Everything a run can be told; <see cref="ConfigurationKeys"/> documents each key. Bound by <see cref="ConfigurationReader"/>.</summary>
public sealed record RunConfiguration
{
    /// <summary>Kernel series, exact releases, or <c>all</c>.</summary>
    [ConfigurationKeyName("kernels")]
    public IReadOnlyList<string> Kernels { get; init; } = [];

    /// <summary>Lock file of kernels, or empty.</summary>
    [ConfigurationKeyName("kernels_lock")]
    public string KernelsLock { get; init; } = "";

    /// <summary>Names of engines (<c>tracer</c>, <c>tracer/written</c>, <c>bpftrace-0.27</c>).</summary>
    [ConfigurationKeyName("engines")]
    public IReadOnlyList<string> Engines { get; init; } = [];

    /// <summary>Other tracers that <c>conformance.json</c> describes.</summary>
    public IReadOnlyList<PeerDefinition> Peers { get; init; } = [];

    /// <summary>Glob over suite names.</summary>
    [ConfigurationKeyName("suites")]
    public string Suites { get; init; } = "*";

    /// <summary>Glob over case names.</summary>
    [ConfigurationKeyName("cases")]
    public string Cases { get; init; } = "*";

    /// <summary><c>vm</c>, <c>container</c> or <c>local</c>.</summary>
    [ConfigurationKeyName("machine")]
    public string Machine { get; init; } = "vm";

    /// <summary>Address of the container engine; empty: where one usually is; <c>own</c>: one of the run's own.</summary>
    [ConfigurationKeyName("container_engine")]
    public string ContainerEngine { get; init; } = "";

    /// <summary>Machines side by side; 0: as cores and memory allow.</summary>
    [ConfigurationKeyName("jobs")]
    public int Jobs { get; init; }

    /// <summary>What runs the guest's instructions.</summary>
    [ConfigurationKeyName("accel")]
    public Accelerator Accelerator { get; init; }

    /// <summary>When a fresh machine is started.</summary>
    [ConfigurationKeyName("isolation")]
    public Isolation Isolation { get; init; }

    /// <summary>How virtual machines come up.</summary>
    [ConfigurationKeyName("start")]
    public MachineStart Start { get; init; }

    /// <summary>How often each case is run.</summary>
    [ConfigurationKeyName("repeat")]
    public int Repeat { get; init; } = 1;

    /// <summary>Output directory; empty: <c>out/</c> and the time of the start.</summary>
    [ConfigurationKeyName("out")]
    public string Out { get; init; } = "";

    /// <summary>Directory of a run to go on with; empty: a new run.</summary>
    [ConfigurationKeyName("resume")]
    public string Resume { get; init; } = "";

    /// <summary>Order in which our engine attaches probes on one hook.</summary>
    [ConfigurationKeyName("attach_order")]
    public AttachOrder AttachOrder { get; init; }

    /// <summary>Memory of a guest in MiB.</summary>
    [ConfigurationKeyName("memory_mib")]
    public int MemoryMiB { get; init; }

    /// <summary>CPUs of a guest for the cases that want several; 1: those cases run on one.</summary>
    [ConfigurationKeyName("cpus")]
    public int Cpus { get; init; }

    /// <summary>Most time from a machine's start to its agent's first word.</summary>
    [ConfigurationKeyName("boot_deadline")]
    public TimeSpan BootDeadline { get; init; }

    /// <summary>Most time for one measurement.</summary>
    [ConfigurationKeyName("case_deadline")]
    public TimeSpan CaseDeadline { get; init; }

    /// <summary>Most disk that saved guests may take, in MiB; 0: none are saved.</summary>
    [ConfigurationKeyName("saved_guests_mib")]
    public int SavedGuestsMiB { get; init; }

    /// <summary>Where kernels, images and saved guests are kept; empty: the image store's own place.</summary>
    [ConfigurationKeyName("cache")]
    public string Cache { get; init; } = "";

    /// <summary>The static tracer binary; empty: where the launcher builds it.</summary>
    [ConfigurationKeyName("tracer")]
    public string Tracer { get; init; } = "";

    /// <summary>File of known failures; empty: <c>fixtures/expectations.json</c> of the house.</summary>
    [ConfigurationKeyName("expectations")]
    public string Expectations { get; init; } = "";
}
