using Conformance.Harness.Configuration;
using Conformance.Images;

namespace Conformance.Harness.Runs;

/// <summary>What a run on this machine works with, by its configuration.</summary>
public static class DefaultServices
{
    /// <summary>Where the launcher puts the static tracer, relative to the house.</summary>
    public const string TracerPath = ".build/tracer/tracer";

    /// <summary>Kernel store, machine provider and tracer binary.</summary>
    /// <exception cref="ConfigurationException">There is no tracer binary, or no provider for the kind of machine.</exception>
    public static RunServices For(RunConfiguration configuration, IRunObserver observer, string commandLine)
    {
        var options = new KernelStoreOptions();
        if (configuration.Cache.Length > 0)
            options = options with { CacheRoot = Path.GetFullPath(configuration.Cache) };
        var tracer = configuration.Tracer.Length > 0 ? Path.GetFullPath(configuration.Tracer) : House.Locate(TracerPath, "tracer");
        return new RunServices(new StoredKernels(new KernelStore(options)), MachineProviders.Of(configuration.Machine), observer, tracer) { CommandLine = commandLine };
    }
}
