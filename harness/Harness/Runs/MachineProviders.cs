using Conformance.Harness.Configuration;
using Conformance.Machines;

namespace Conformance.Harness.Runs;

/// <summary>The table of machine providers: a new kind of machine is a line here.</summary>
public static class MachineProviders
{
    private static readonly Dictionary<string, Func<IMachineProvider>> s_all = new(StringComparer.Ordinal)
    {
    };

    /// <summary>The provider of a kind of machine.</summary>
    /// <exception cref="ConfigurationException">There is none yet.</exception>
    public static IMachineProvider Of(string kind) =>
        s_all.TryGetValue(kind, out var provider)
            ? provider()
            : throw new ConfigurationException($"--machine {kind} is not available in this version. There is {string.Join(", ", s_all.Keys)}.");
}
