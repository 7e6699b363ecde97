using Conformance.Engine.Attach;

namespace Conformance.Tracer.Experiments;

/// <summary>Invariant 19: a probe whose program makes the kernel run through the hook of another probe.</summary>
internal sealed class NestedProbes : Experiment
{
    private const int Outer = 0, Inner = 1;

    public override string Name => "nested-probes";

    public override int Mechanisms => 2;

    public override void Run(Bench bench, CancellationToken cancellationToken)
    {
        using var notes = new NotingProbes(bench.Context);
        var scene = Scene.Of(bench, bench.Mechanisms[0]);
        var outer = notes.Load(scene.Target, Outer, updates: true);
        var inner = notes.Load(NotingProbes.Function(bench.Mechanisms[1], NotingProbes.UpdatedFunction, bench.Context), Inner);
        using var innerAttached = inner.Attach();
        using var outerAttached = outer.Attach();
        var before = inner.Skipped;
        var ran = notes.Notes(scene.Call);
        var skipped = inner.Skipped - before;
        bench.Step($"a on {outer.Target.AttachPoint} writes to a hash map, which calls the hook of b, {inner.Target.AttachPoint}; called: {Bench.Labels(ran)} ran; "
            + (skipped is { } count ? $"the kernel counted {count} skipped runs of b" : "this kernel does not count skipped runs"));
        bench.Observe("nested-probe", !ran.Contains(Outer) ? "the outer one did not run" : Nesting.Words(ran.Contains(Inner), skipped));
    }
}

/// <summary>How the kernel treats a nested run, in words that can be compared.</summary>
internal static class Nesting
{
    public static string Words(bool runs, ulong? skipped) => (runs, skipped) switch
    {
        (true, _) => "runs",
        (false, > 0) => "skipped, counted",
        (false, 0) => "skipped, not counted",
        (false, null) => "skipped, no counter",
    };
}
