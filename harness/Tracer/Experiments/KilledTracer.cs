using System.Diagnostics;
using Conformance.Engine;
using Conformance.Engine.Attach;
using Conformance.Engine.Kernel;
using Conformance.Engine.Probes;

namespace Conformance.Tracer.Experiments;

/// <summary>Invariant 25: a tracer process that is killed while its probes fire.</summary>
internal sealed class KilledTracer : Experiment
{
    // The kernel frees what a process held by itself, but after grace periods and on workers of its own.
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(10);

    public override string Name => "killed-tracer";

    public override void Run(Bench bench, CancellationToken cancellationToken) => NamedThread.Run(() =>
    {
        var scene = Scene.Of(bench, bench.Mechanism);
        var before = BpfInventory.Now();
        string held;
        using (var tracer = OtherTracer.Start(scene, 3, cancellationToken))
        {
            held = BpfInventory.Now().NewSince(before);
            bench.Step($"another tracer with three probes on {scene.Target.AttachPoint} was seen to fire; it holds {(held.Length == 0 ? "nothing that can be listed" : held)}");
            tracer.Kill();
        }

        var clock = Stopwatch.StartNew();
        string left;
        while ((left = BpfInventory.Now().NewSince(before)).Length > 0 && clock.Elapsed < s_most)
            Thread.Sleep(10);
        bench.Step($"killed it with SIGKILL; it has left {(left.Length == 0 ? "nothing" : $"{left} after {s_most.TotalSeconds} s")}");
        // A list that showed nothing while the tracer lived proves nothing about afterwards.
        if (held.Length == 0)
            throw new UnsupportedException("bpf-object-ids", "This kernel, or what we may do on it, does not list BPF programs by their ids: what a killed tracer left cannot be seen.");
        bench.Observe("left-behind", left.Length == 0 ? "nothing" : left);
    });
}
