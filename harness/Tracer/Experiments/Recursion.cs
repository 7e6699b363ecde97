using Conformance.Engine.Attach;

namespace Conformance.Tracer.Experiments;

/// <summary>
/// Invariant 27: a probe on a function that its own program calls. A kernel without protection may die of it, so this belongs into a guest that is thrown away.
/// </summary>
internal sealed class Recursion : Experiment
{
    private const int Cause = 0, Probe = 1;

    public override string Name => "recursion";

    public override void Run(Bench bench, CancellationToken cancellationToken)
    {
        using var notes = new NotingProbes(bench.Context);
        var probe = notes.Load(NotingProbes.Function(bench.Mechanism, NotingProbes.UpdatedFunction, bench.Context), Probe, updates: true);
        using var attached = probe.Attach();
        var before = probe.Skipped;
        var ran = notes.Notes(() => notes.RunUpdating(Cause));
        var skipped = probe.Skipped - before;
        var runs = ran.Count(number => number == Probe);
        bench.Step($"b on {probe.Target.AttachPoint} writes to a hash map and so calls its own hook; a program that is no probe caused the first call; b ran {runs} times; "
            + (skipped is { } count ? $"the kernel counted {count} skipped runs" : "this kernel does not count skipped runs"));
        bench.Observe("recursion", runs switch
        {
            0 => "the probe did not run at all",
            1 => $"runs once, the nested run is {Nesting.Words(runs: false, skipped)}",
            _ => $"runs {(ran.Count >= NotingProbes.Capacity ? "without end" : $"{runs} times")}",
        });
    }
}
