using Conformance.Engine.Probes;
using Conformance.Engine.Sessions;

namespace Conformance.Engine.Attach;

/// <summary>What was found out about one mechanism.</summary>
/// <param name="Note">The finding and its evidence in words.</param>
internal sealed record MeasuredOrder(RunOrder Order, string Note);

/// <summary>
/// In which order this kernel runs the programs of one hook: measured, because it differs between mechanisms and changed between kernels. Three
/// programs that do nothing but note their number are attached to a harmless function that this thread then calls; two would not tell "newest
/// first" from "swapped". Each mechanism is measured once, when a script first needs to know. Safe for several threads.
/// </summary>
internal sealed class RunOrders(EngineContext context)
{
    private const int Programs = 3;

    // A second call shows whether the order is the same each time.
    private const int Calls = 2;

    private readonly Dictionary<string, MeasuredOrder> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The order for one mechanism.</summary>
    /// <exception cref="AttachException">The measuring programs could not be loaded or attached.</exception>
    /// <exception cref="UnsupportedException">This kernel lacks the mechanism.</exception>
    public MeasuredOrder Of(Mechanism mechanism)
    {
        lock (_lock)
        {
            if (!_known.TryGetValue(mechanism.Name, out var order))
                _known[mechanism.Name] = order = Measure(mechanism);
            return order;
        }
    }

    private MeasuredOrder Measure(Mechanism mechanism)
    {
        var target = NotingProbes.HarmlessTarget(mechanism, context);
        using var notes = new NotingProbes(context);
        var probes = Enumerable.Range(0, Programs).Select(number => notes.Load(target, number)).ToList();
        notes.Watch();
        var attached = new List<IDisposable>();
        try
        {
            foreach (var probe in probes)
                attached.Add(probe.Attach());
            for (var i = 0; i < Calls; i++)
                NotingProbes.Call();
        }
        finally
        {
            attached.ForEach(attachment => attachment.Dispose());
        }

        return Judge(mechanism.Name, target.Hook, notes.Notes());
    }

    /// <summary>What the noted numbers mean.</summary>
    internal static MeasuredOrder Judge(string mechanism, string hook, IReadOnlyList<int> noted)
    {
        // A session's programs run twice a call, so the rounds are counted, not expected.
        var rounds = noted.Chunk(Programs).ToList();
        var order = rounds.Count < Calls || rounds.Exists(r => r.Length < Programs) ? RunOrder.Other
            : rounds.TrueForAll(r => r is [0, 1, 2]) ? RunOrder.OldestFirst
            : rounds.TrueForAll(r => r is [2, 1, 0]) ? RunOrder.NewestFirst
            : RunOrder.Other;
        var words = order switch
        {
            RunOrder.OldestFirst => "oldest-first",
            RunOrder.NewestFirst => "newest-first",
            _ => $"neither oldest-first nor newest-first ({string.Join(' ', noted)})",
        };
        return new(order, $"{mechanism}: {words}, measured on {hook} with {Programs} programs, {Calls} calls");
    }
}
