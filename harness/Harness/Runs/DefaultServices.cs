using Conformance.Harness.Configuration;
using Conformance.Harness.Peers;
using Conformance.Images;
using Conformance.Machines;

namespace Conformance.Harness.Runs;

/// <summary>What a run on this machine works with, by its configuration.</summary>
public static class DefaultServices
{
    /// <summary>Kernel store, machine provider and tracer binary.</summary>
    /// <exception cref="ConfigurationException">There is no tracer binary, or no provider for the kind of machine.</exception>
    public static RunServices For(RunConfiguration configuration, IRunObserver observer, string commandLine)
    {
        var tracer = configuration.Tracer.Length > 0 ? Path.GetFullPath(configuration.Tracer) : LaunchersTracer();
        var machines = MachineProviders.All.TryGetValue(configuration.Machine, out var provider)
            ? provider(Options(configuration))
            : throw new ConfigurationException($"--machine {configuration.Machine} is not available in this version. There is {string.Join(", ", MachineProviders.All.Keys)}.");
        var options = StoreOptions(configuration);
        var pace = Pace.Measure();
        return new RunServices(Kernels(configuration), machines, observer, tracer)
        {
            CommandLine = commandLine,
            Host = new Dictionary<string, string>(HostDescription.Read(), StringComparer.Ordinal) { ["pace"] = pace.ToString() },
            Pace = pace,
            Room = Jobs.RoomFor(configuration),
            Times = LaneTimes.In(options.CacheRoot),
            Peers = new StoredPeers(new PeerStore(options), configuration.Peers),
        };
    }

    /// <summary>The configuration with the kernels that it will really run on: <c>all</c> and <c>default</c> are replaced by series, and names that nobody serves are refused.</summary>
    /// <exception cref="ImageException">There is no such kernel (the message has near names), or the mirror cannot be asked what <c>all</c> is.</exception>
    public static Task<RunConfiguration> ResolveAsync(RunConfiguration configuration, IProgress<string>? progress, CancellationToken cancellationToken) =>
        configuration.Machine == "vm"
            ? Kernels(configuration).ResolveAsync(configuration, progress, cancellationToken)
            : Task.FromResult(configuration);

    private static MachineOptions Options(RunConfiguration configuration)
    {
        var options = new MachineOptions { SavedGuestsMiB = configuration.SavedGuestsMiB, ContainerEngine = configuration.ContainerEngine };
        return configuration.Cache.Length > 0 ? options with { CacheRoot = Path.GetFullPath(configuration.Cache) } : options;
    }

    private static StoredKernels Kernels(RunConfiguration configuration) =>
        new(new KernelStore(StoreOptions(configuration)), configuration.KernelsLock.Length > 0 ? KernelLock.Read(configuration.KernelsLock) : null);

    /// <summary>Where a run keeps what it fetches.</summary>
    public static KernelStoreOptions StoreOptions(RunConfiguration configuration) =>
        configuration.Cache.Length > 0 ? new KernelStoreOptions { CacheRoot = Path.GetFullPath(configuration.Cache) } : new KernelStoreOptions();

    /// <summary>The tracer that the launcher built last: <c>.build/tracer</c> holds the fingerprint of its sources, which names its folder.</summary>
    private static string LaunchersTracer()
    {
        var named = House.Locate(".build/tracer", "tracer");
        return File.Exists(named)
            ? House.Locate($".build/programs/tracer-{File.ReadAllText(named).Trim()}/tracer", "tracer")
            : throw new ConfigurationException("There is no tracer binary yet: every ./conformance run builds it; or set CONFORMANCE_TRACER to one.");
    }
}
