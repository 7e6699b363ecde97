using Conformance.Engine.Attach;
using Conformance.Engine.Probes;

namespace Conformance.Tracer.Experiments;

/// <summary>Invariant 12: two mechanisms on one hook, attached in both orders.</summary>
internal sealed class OrderAcross : Experiment
{
    public override string Name => "order-across";

    public override int Mechanisms => 2;

    public override void Run(Bench bench, CancellationToken cancellationToken)
    {
        var (first, second) = (bench.Mechanisms[0], bench.Mechanisms[1]);
        var written = Order(bench, first, second, [0, 1]);
        var reversed = Order(bench, first, second, [1, 0]);
        bench.Observe("runs-first", Words(first, second, written, reversed));
    }

    private static IReadOnlyList<int> Order(Bench bench, Mechanism first, Mechanism second, int[] order)
    {
        using var notes = new NotingProbes(bench.Context);
        Mechanism[] mechanisms = [first, second];
        var probes = mechanisms.Select((mechanism, number) => notes.Load(Scene.Of(bench, mechanism).Target, number)).ToArray();
        using var one = probes[order[0]].Attach();
        using var other = probes[order[1]].Attach();
        var ran = notes.Notes(Scene.Of(bench, first).Call);
        bench.Step($"attached {mechanisms[order[0]].Name}, then {mechanisms[order[1]].Name}; called: {string.Join(", ", ran.Select(number => mechanisms[number].Name))}");
        return ran;
    }

    // A session runs at entry and at return; the first run of each is compared.
    private static string Words(Mechanism first, Mechanism second, IReadOnlyList<int> written, IReadOnlyList<int> reversed) => (First(written), First(reversed)) switch
    {
        (0, 0) => first.Name,
        (1, 1) => second.Name,
        (0, 1) => "the one attached first",
        (1, 0) => "the one attached last",
        _ => $"not both ran ({written.Count} and {reversed.Count} runs)",
    };

    private static int? First(IReadOnlyList<int> ran) => ran.Distinct().Count() == 2 ? ran[0] : null;
}
