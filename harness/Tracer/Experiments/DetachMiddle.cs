using Conformance.Engine;
using Conformance.Engine.Attach;

namespace Conformance.Tracer.Experiments;

/// <summary>Invariant 8: three probes on one hook, the middle one detached and attached again.</summary>
internal sealed class DetachMiddle : Experiment
{
    private const int A = 0, B = 1, C = 2;

    public override string Name => "detach-middle";

    public override void Run(Bench bench, CancellationToken cancellationToken)
    {
        using var notes = new NotingProbes(bench.Context);
        var (target, call) = Scene.Of(bench, bench.Mechanism);
        var probes = Enumerable.Range(0, 3).Select(number => notes.Load(target, number)).ToArray();
        using var a = probes[A].Attach();
        var b = probes[B].Attach();
        try
        {
            using var c = probes[C].Attach();
            var before = notes.Notes(call);
            bench.Step($"attached a b c to {target.AttachPoint}, called it: {Bench.Labels(before)}");

            b.Dispose();
            var without = notes.Notes(call);
            bench.Step($"detached b, called: {Bench.Labels(without)}");
            bench.Observe("order-after-detach", without.SequenceEqual(before.Where(number => number != B)) ? "kept" : $"changed ({Bench.Labels(before)} became {Bench.Labels(without)})");

            b = Again(bench, notes, probes[B]);
            var again = notes.Notes(call);
            bench.Step($"before: {Bench.Labels(before)}; attached b again, called: {Bench.Labels(again)}");
            bench.Observe("place-after-reattach", Place(before, again));
        }
        finally
        {
            b.Dispose();
        }
    }

    /// <summary>Attaches the probe again, or where the kernel does not take a program a second time (5.10 and fentry), the same one loaded anew.</summary>
    private static IDisposable Again(Bench bench, NotingProbes notes, NotingProbe probe)
    {
        try
        {
            var attachment = probe.Attach();
            bench.Step("attached the same program of b again: accepted");
            bench.Observe("reattach-same-program", "accepted");
            return attachment;
        }
        catch (AttachException refusal)
        {
            bench.Step($"attached the same program of b again: {refusal.Message}");
            bench.Observe("reattach-same-program", refusal.ErrnoName);
            return notes.Load(probe.Target, probe.Number).Attach();
        }
    }

    private static string Place(IReadOnlyList<int> before, IReadOnlyList<int> again)
    {
        if (!again.Order().SequenceEqual([A, B, C]))
            return $"not all ran once ({Bench.Labels(again)})";
        if (again.SequenceEqual(before))
            return "its old place";
        int[] newest = before.SequenceEqual([A, B, C]) ? [A, C, B] : before.SequenceEqual([C, B, A]) ? [B, C, A] : [];
        return again.SequenceEqual(newest) ? "as the newest" : $"elsewhere ({Bench.Labels(before)} became {Bench.Labels(again)})";
    }
}
