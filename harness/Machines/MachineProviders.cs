using Conformance.Images;
using Conformance.Machines.Containers;
using Conformance.Machines.Local;
using Conformance.Machines.Qemu;

namespace Conformance.Machines;

/// <summary>The kinds of machines there are: one line a kind.</summary>
public static class MachineProviders
{
    /// <summary>Makes a provider for each kind, by <see cref="IMachineProvider.Kind"/>. Keep what it returns for a whole run.</summary>
    public static IReadOnlyDictionary<string, Func<MachineOptions, IMachineProvider>> All { get; } = new Dictionary<string, Func<MachineOptions, IMachineProvider>>(StringComparer.Ordinal)
    {
        ["vm"] = options => new VmProvider(new VmOptions { CacheRoot = options.CacheRoot, SavedGuestsMiB = options.SavedGuestsMiB }),
        ["container"] = options => new ContainerProvider(options.ContainerEngine, options.CacheRoot),
        ["local"] = _ => new LocalProvider(),
    };
}

/// <summary>What a user can say about all machines of a run.</summary>
public sealed record MachineOptions
{
    /// <summary>Where images and saved guests are kept.</summary>
    public string CacheRoot { get; init; } = CacheDirectory.Default;

    /// <summary>Most disk that saved guests may take, in MiB; 0 keeps none.</summary>
    public int SavedGuestsMiB { get; init; } = 4096;

    /// <summary>Address of the container engine; empty: where one usually is; <c>own</c>: one that is started for these machines alone.</summary>
    public string ContainerEngine { get; init; } = "";
}
