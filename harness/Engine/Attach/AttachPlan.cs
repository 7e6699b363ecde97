using Conformance.Engine.Probes;

namespace Conformance.Engine.Attach;

/// <summary>The order in which probes are attached.</summary>
internal static class AttachPlan
{
    /// <summary>
    /// Indices of all probes that have a hook, in attach order. Each group of probes with one mechanism and hook keeps the places it has in
    /// the script; if the kernel runs that mechanism newest first, the group fills its places from behind. So the order across hooks is
    /// the script's own, whatever the kernel does within one.
    /// </summary>
    /// <param name="targets">By probe index.</param>
    /// <param name="orderOf">Asked only for mechanisms with two or more probes on one hook.</param>
    public static IReadOnlyList<int> InScriptOrder(IReadOnlyList<ProbeTarget> targets, Func<Mechanism, RunOrder> orderOf)
    {
        var sequence = new List<int>(AsWritten(targets));
        foreach (var group in sequence.GroupBy(i => (targets[i].Mechanism, targets[i].Hook)).Where(g => g.Count() > 1).ToList())
        {
            if (orderOf(group.Key.Mechanism) == RunOrder.OldestFirst)
                continue;
            var members = group.ToList();
            var places = members.ConvertAll(sequence.IndexOf);
            for (var i = 0; i < places.Count; i++)
                sequence[places[i]] = members[^(i + 1)];
        }

        return sequence;
    }

    /// <summary>Indices of all probes that have a hook, as the script writes them.</summary>
    public static IReadOnlyList<int> AsWritten(IReadOnlyList<ProbeTarget> targets) =>
        [.. Enumerable.Range(0, targets.Count).Where(i => targets[i].Mechanism.HasHook)];
}
