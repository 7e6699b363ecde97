using Conformance.Engine.Attach;

namespace Conformance.Tracer.Experiments;

/// <summary>Invariants 22 and 23: return probes that come and go while a thread sleeps inside the function they observe.</summary>
internal sealed class MidCall : Experiment
{
    private const int Own = 0, Other = 1;

    public override string Name => "mid-call";

    public override void Run(Bench bench, CancellationToken cancellationToken)
    {
        // Without this one, silence below would prove nothing.
        var undisturbed = Fires(bench, "attached before and left alone", [Own], null, null, cancellationToken);
        bench.Observe("undisturbed", undisturbed.Contains(Own) ? "fires" : "silent");

        var attached = Fires(bench, "attached mid-call", [], Own, null, cancellationToken);
        bench.Observe("attached-mid-call", attached.Contains(Own) ? "fires" : "silent");

        var detached = Fires(bench, "attached before, detached mid-call", [Own], null, Own, cancellationToken);
        bench.Observe("fires-after-detach", detached.Contains(Own) ? "yes" : "no");

        var beside = Fires(bench, "one attached before, another attached mid-call", [Own], Other, null, cancellationToken);
        bench.Observe("first-when-another-is-attached", beside.Contains(Own) ? "fires" : "lost");

        var left = Fires(bench, "two attached before, the other one detached mid-call", [Own, Other], null, Other, cancellationToken);
        bench.Observe("first-when-another-is-detached", left.Contains(Own) ? "fires" : "lost");
    }

    /// <summary>Which probes fire for a call during which one is attached or detached.</summary>
    private static IReadOnlyList<int> Fires(Bench bench, string what, int[] before, int? attach, int? detach, CancellationToken cancellationToken)
    {
        using var notes = new NotingProbes(bench.Context);
        var target = NotingProbes.Function(bench.Mechanism, HeldThreads.Function, bench.Context);
        var probes = new[] { notes.Load(target, Own), notes.Load(target, Other) };
        var attached = new Dictionary<int, IDisposable>();
        try
        {
            foreach (var number in before)
                attached.Add(number, probes[number].Attach());
            using (var held = HeldThreads.Start(1, notes.Watch, cancellationToken))
            {
                if (attach is { } late)
                    attached.Add(late, probes[late].Attach());
                if (detach is { } early)
                    attached[early].Dispose();
                held.Release();
            }

            var fired = notes.Notes();
            bench.Step($"{target.AttachPoint}: {what}; when the call ended, {Bench.Labels(fired)} fired");
            return fired;
        }
        finally
        {
            foreach (var attachment in attached.Values)
                attachment.Dispose();
        }
    }
}
