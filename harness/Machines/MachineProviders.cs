using Conformance.Machines.Local;
using Conformance.Machines.Qemu;

namespace Conformance.Machines;

/// <summary>The kinds of machines there are: one line a kind.</summary>
public static class MachineProviders
{
    /// <summary>Makes a provider for each kind, by <see cref="IMachineProvider.Kind"/>. Keep what it returns for a whole run.</summary>
    public static IReadOnlyDictionary<string, Func<IMachineProvider>> All { get; } = new Dictionary<string, Func<IMachineProvider>>(StringComparer.Ordinal)
    {
        ["vm"] = () => new VmProvider(),
        ["local"] = () => new LocalProvider(),
    };
}
