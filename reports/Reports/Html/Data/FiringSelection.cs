using Conformance.Engine;

namespace Conformance.Reports.Html.Data;

/// <summary>Which firings of a trace the page holds: the first invocations, and what surrounds a counter-example.</summary>
/// <param name="Indices">Indices into the trace's firings, ascending.</param>
/// <param name="Invocations">How many invocations are held whole.</param>
/// <param name="InvocationsInTrace">How many there are.</param>
internal sealed record FiringSelection(IReadOnlyList<int> Indices, int Invocations, int InvocationsInTrace)
{
    /// <summary>Firings kept on each side of a marked one.</summary>
    private const int Surroundings = 12;

    /// <summary>Chooses.</summary>
    /// <param name="firings">The whole trace.</param>
    /// <param name="hookOf">Hook of a probe: an invocation is one call of one hook on one thread.</param>
    /// <param name="marked">Firings of counter-examples; indices outside the trace are ignored.</param>
    /// <param name="most">How many firings may be kept, but for what surrounds a counter-example.</param>
    public static FiringSelection Choose(IReadOnlyList<Firing> firings, Func<int, string> hookOf, IReadOnlyCollection<int> marked, int most)
    {
        var invocations = Group(firings, hookOf, out var invocationOf);
        var kept = new SortedSet<int>();
        foreach (var index in marked.Where(i => i >= 0 && i < firings.Count).Take(most))
        {
            for (var i = Math.Max(0, index - Surroundings); i <= Math.Min(firings.Count - 1, index + Surroundings); i++) kept.Add(i);
            kept.UnionWith(invocations[invocationOf[index]].Take(most));
        }

        foreach (var invocation in invocations)
        {
            if (kept.Count + invocation.Count > most) break;
            kept.UnionWith(invocation);
        }

        // One endless invocation: its beginning is better than nothing.
        if (kept.Count == 0) kept.UnionWith(Enumerable.Range(0, Math.Min(most, firings.Count)));
        return new FiringSelection([.. kept], invocations.Count(i => i.TrueForAll(kept.Contains)), invocations.Count);
    }

    private static List<List<int>> Group(IReadOnlyList<Firing> firings, Func<int, string> hookOf, out int[] invocationOf)
    {
        var numbers = new Dictionary<(string, int, uint), int>();
        var groups = new List<List<int>>();
        invocationOf = new int[firings.Count];
        for (var i = 0; i < firings.Count; i++)
        {
            var key = (hookOf(firings[i].Probe), firings[i].ThreadId, firings[i].Invocation);
            if (!numbers.TryGetValue(key, out var number))
            {
                numbers.Add(key, number = groups.Count);
                groups.Add([]);
            }

            groups[number].Add(i);
            invocationOf[i] = number;
        }

        return groups;
    }
}
