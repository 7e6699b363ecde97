using Conformance.Engine.Attach;

namespace Conformance.Tracer.Experiments;

/// <summary>
/// Invariant 7: three perf events on one hook are opened in one order, given their programs in a second and switched on in a third. No two of the orders are equal or each other's reverse, so the order in which the
/// programs run tells the step that fixed it. A second round exchanges the orders: what fixed the first must fix this one, too.
/// </summary>
internal sealed class OrderingStep : Experiment
{
    // All six orders of three are one of these or its reverse.
    private static readonly int[] s_one = [0, 1, 2], s_two = [0, 2, 1], s_three = [1, 0, 2];

    private static readonly string[] s_steps = ["opening", "setting the program", "switching on"];

    public override string Name => "ordering-step";

    public override void Run(Bench bench, CancellationToken cancellationToken)
    {
        var first = Round(bench, s_one, s_two, s_three);
        var second = Round(bench, s_two, s_three, s_one);
        bench.Observe("order-fixed-by", first == second ? first : $"not always the same: {first}, then {second}");
    }

    private static string Round(Bench bench, params int[][] orders)
    {
        using var notes = new NotingProbes(bench.Context);
        var (target, call) = Scene.Of(bench, bench.Mechanism);
        var probes = Enumerable.Range(0, 3).Select(number => notes.Load(target, number)).ToArray();
        var opened = new SteppedProbe?[probes.Length];
        try
        {
            foreach (var number in orders[0])
                opened[number] = probes[number].Open();
            foreach (var number in orders[1])
                opened[number]!.SetProgram();
            foreach (var number in orders[2])
                opened[number]!.SwitchOn();
            var ran = notes.Notes(call);
            bench.Step($"{target.AttachPoint}: opened {Bench.Labels(orders[0])}, set the programs of {Bench.Labels(orders[1])}, switched on {Bench.Labels(orders[2])}; called: {Bench.Labels(ran)}");
            return Words(ran, orders);
        }
        finally
        {
            foreach (var probe in opened)
                probe?.Dispose();
        }
    }

    private static string Words(IReadOnlyList<int> ran, int[][] orders)
    {
        // An event may come more than once a call (a page fault of the runtime beside ours): every time in the same order.
        if (ran.Count == 0 || ran.Count % 3 != 0 || ran.Where((number, place) => number != ran[place % 3]).Any())
            return $"no order ({Bench.Labels(ran)})";
        var order = ran.Take(3).ToArray();
        for (var step = 0; step < orders.Length; step++)
        {
            if (order.SequenceEqual(orders[step]))
                return $"{s_steps[step]}, oldest first";
            if (order.SequenceEqual(orders[step].Reverse()))
                return $"{s_steps[step]}, newest first";
        }

        return $"no step ({Bench.Labels(ran)})";
    }
}
