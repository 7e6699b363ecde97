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

            b = probes[B].Attach();
            var again = notes.Notes(call);
            bench.Step($"before: {Bench.Labels(before)}; attached b again, called: {Bench.Labels(again)}");
            bench.Observe("place-after-reattach", Place(before, again));
        }
        finally
        {
            b.Dispose();
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
