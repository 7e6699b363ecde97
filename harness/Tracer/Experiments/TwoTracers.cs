using Conformance.Engine.Attach;
using Conformance.Engine.Probes;

namespace Conformance.Tracer.Experiments;

/// <summary>Invariant 9: two tracer processes, each with three probes on the same hook.</summary>
internal sealed class TwoTracers : Experiment
{
    private const int Probes = 3;
    private const int Calls = 5;

    public override string Name => "two-tracers";

    public override void Run(Bench bench, CancellationToken cancellationToken) => NamedThread.Run(() =>
    {
        var scene = Scene.Of(bench, bench.Mechanism);
        using var first = OtherTracer.Start(scene, Probes, cancellationToken);
        using var second = OtherTracer.Start(scene, Probes, cancellationToken);
        for (var call = 0; call < Calls; call++)
            scene.Call();
        first.Stop();
        second.Stop();
        bench.Observe("own-order", Order(bench, "first", first) ?? Order(bench, "second", second) ?? "holds");
    });

    /// <summary>What is wrong with the order that one tracer printed; <c>null</c> if nothing is.</summary>
    private static string? Order(Bench bench, string which, OtherTracer tracer)
    {
        // What is printed at the end is the map.
        var labels = tracer.Lines.Where(line => line.Length == 1).ToArray();
        bench.Step($"{which} tracer: {labels.Length} lines: {string.Join(' ', labels.TakeLast(Probes * Calls))}");
        if (labels.Length < Probes * Calls)
            return $"the {which} tracer printed {labels.Length} lines where {Probes * Calls} at least were due";
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] != Bench.Labels([i % Probes]))
                return $"broken in the {which} tracer: {labels[i]} where {Bench.Labels([i % Probes])} was due";
        }

        return null;
    }
}
