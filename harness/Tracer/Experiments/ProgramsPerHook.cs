using Conformance.Engine;
using Conformance.Engine.Attach;

namespace Conformance.Tracer.Experiments;

/// <summary>Invariant 21: programs attached to one hook until the kernel refuses one.</summary>
internal sealed class ProgramsPerHook : Experiment
{
    // One more than any limit we know of (BPF_TRACE_MAX_PROGS is 64): each costs an attachment and a detachment, so there is no looking for the end of what has none.
    private const int Most = 66;

    public override string Name => "programs-per-hook";

    public override void Run(Bench bench, CancellationToken cancellationToken)
    {
        using var notes = new NotingProbes(bench.Context);
        var (target, call) = Scene.Of(bench, bench.Mechanism);
        using var attached = new AttachedProbes();
        AttachException? refusal = null;
        while (attached.Count < Most && refusal is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var probe = notes.Load(target, attached.Count);
            try
            {
                attached.Add(probe);
            }
            catch (AttachException e)
            {
                refusal = e;
            }
        }

        bench.Step($"attached programs to {target.AttachPoint} one after the other: {attached.Count} accepted{(refusal is null ? "" : $", then {refusal.Message}")}");
        bench.Observe("programs-per-hook", refusal is null ? $"{Most} and more" : $"{refusal.ErrnoName} after {attached.Count}");

        var ran = notes.Notes(call);
        bench.Step($"called: {ran.Distinct().Count()} of {attached.Count} ran, {ran.Count} runs");
        bench.Observe(refusal is null ? "all-of-many-run" : "set-after-refusal", ran.Count == attached.Count && ran.Distinct().Count() == ran.Count ? "each runs once" : ran.Count == 0 ? "none runs" : "not each runs once");
    }
}
