using Conformance.Engine;
using Conformance.Engine.Attach;

namespace Conformance.Tracer.Experiments;

/// <summary>Invariant 24: one program attached twice to one hook.</summary>
internal sealed class AttachedTwice : Experiment
{
    public override string Name => "attached-twice";

    public override void Run(Bench bench, CancellationToken cancellationToken)
    {
        using var notes = new NotingProbes(bench.Context);
        var (target, call) = Scene.Of(bench, bench.Mechanism);
        var probe = notes.Load(target, 0);
        using var first = probe.Attach();
        bench.Step($"attached a to {target.AttachPoint}, called it: {Bench.Labels(notes.Notes(call))}");
        try
        {
            using var second = probe.Attach();
            var runs = notes.Notes(call);
            bench.Step($"attached a again: accepted; called: {Bench.Labels(runs)}");
            bench.Observe("attached-twice", $"accepted, runs {(runs.Count == 1 ? "once" : runs.Count == 2 ? "twice" : $"{runs.Count} times")}");
        }
        catch (AttachException refusal)
        {
            bench.Step($"attached a again: {refusal.Message}");
            bench.Observe("attached-twice", refusal.ErrnoName);
        }

        var after = notes.Notes(call);
        bench.Step($"the second attachment is gone, called: {Bench.Labels(after)}");
        bench.Observe("first-after-second", after.Count == 1 ? "still runs" : after.Count == 0 ? "runs no more" : $"runs {after.Count} times");
    }
}
