using Conformance.Engine;

namespace Conformance.Harness.Runs;

/// <summary>The table of engines that a run can judge, by the names that results carry.</summary>
public static class Engines
{
    /// <summary>Our engine, keeping its promise of script order.</summary>
    public const string Tracer = "tracer";

    /// <summary>Our engine with its promise switched off: attaches as the script is written.</summary>
    public const string TracerWritten = "tracer/written";

    /// <summary>Our own. Every other engine is a peer (<see cref="Peers.PeerDefinition"/>).</summary>
    public static IReadOnlyList<string> Names { get; } = [Tracer, TracerWritten];

    /// <summary>Whether an engine is another tracer than ours.</summary>
    public static bool IsPeer(string engine) => !Names.Contains(engine);

    /// <summary>What results call an engine that runs under <paramref name="order"/>: the two must stay apart in every table.</summary>
    public static string Named(string engine, AttachOrder order) => engine == Tracer && order == AttachOrder.Written ? TracerWritten : engine;

    /// <summary>The order in which the engine attaches unless a case asks for one.</summary>
    public static AttachOrder OrderOf(string engine) => engine == TracerWritten ? AttachOrder.Written : AttachOrder.Script;
}
