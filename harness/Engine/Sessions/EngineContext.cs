using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Probes;

namespace Conformance.Engine.Sessions;

/// <summary>What all sessions of a process share: the kernel's types, its features and the run orders measured so far. Safe for several threads.</summary>
public sealed class EngineContext
{
    private readonly Lazy<KernelTypes> _types;

    /// <summary>Nothing is read or probed before it is asked for.</summary>
    /// <param name="types">A file of BTF that describes the running kernel; <c>null</c> for the kernel's own.</param>
    public EngineContext(string? types = null)
    {
        _types = new(() => KernelTypes.OfRunningKernel(name => Features!.Find(name), types));
        Features = new KernelFeatures(() => Types, new AttachTools(PerfUnits));
        Loader = new ProgramLoader(() => Types, Features);
        Orders = new RunOrders(this);
    }

    /// <summary>What keeps this process from tracing, whatever the script, with the remedy; <c>null</c> if nothing is known to.</summary>
    public static string? Obstacle => Obstacles.Current();

    /// <summary>Functions and types of the running kernel; read once, when first asked for.</summary>
    public KernelTypes Types => _types.Value;

    /// <summary>Symbols, tracepoints and programs of this machine, each table read once, when first asked for.</summary>
    public HookCatalog Hooks => Types.Hooks;

    /// <summary>What the running kernel can do, probed when first asked for.</summary>
    public KernelFeatures Features { get; }

    /// <summary>Creates maps and loads programs.</summary>
    internal ProgramLoader Loader { get; }

    /// <summary>Numbers of the kernel's perf units.</summary>
    internal PerfUnits PerfUnits { get; } = new();

    /// <summary>How many values a per-CPU map holds for each key.</summary>
    internal int PossibleCpus => Types.PossibleCpus;

    /// <summary>In which order the kernel runs the programs of one hook, measured once a mechanism.</summary>
    internal RunOrders Orders { get; }

    /// <summary>
    /// Does now what the first scripts would otherwise wait for: reads the kernel's types, probes its features, measures the run order of every mechanism
    /// that it has. What fails here is left to the script that needs it, which then says why.
    /// </summary>
    public void WarmUp()
    {
        Types.Prepare();
        foreach (var mechanism in Mechanisms.All.Where(m => m.HasHook && Features.Find(m.Name) is { Available: true }))
        {
            try
            {
                _ = Orders.Of(mechanism);
            }
            catch (Exception e) when (e is AttachException or UnsupportedException)
            {
                // Not kept: the next one who asks measures again and gets this answer.
            }
        }
    }
}
