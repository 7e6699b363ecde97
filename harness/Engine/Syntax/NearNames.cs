namespace Conformance.Engine.Syntax;

/// <summary>Finds what somebody may have meant.</summary>
public static class NearNames
{
    /// <summary>At most three known names, nearest first, that differ from <paramref name="name"/> by few edits; <c>null</c> if none is near.</summary>
    public static string? Hint(string name, IEnumerable<string> known)
    {
        var limit = Math.Max(1, Math.Min(3, name.Length / 3));
        var found = new List<(int Distance, string Name)>();
        foreach (var candidate in known)
        {
            var distance = Distance(name, candidate, limit);
            if (distance <= limit)
                found.Add((distance, candidate));
        }
        if (found.Count == 0)
            return null;
        // Equally near: two letters swapped are likelier than one forgotten.
        found.Sort((a, b) => (a.Distance, Math.Abs(a.Name.Length - name.Length)).CompareTo((b.Distance, Math.Abs(b.Name.Length - name.Length))) is var order and not 0
            ? order
            : string.CompareOrdinal(a.Name, b.Name));
        var best = found.Select(f => $"'{f.Name}'").Distinct().Take(3).ToList();
        return $"did you mean {string.Join(" or ", best)}?";
    }

    /// <summary>Edit distance (insert, remove, replace, swap of neighbours); any number above <paramref name="limit"/> may be answered for "more".</summary>
    public static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) > limit || b.Length > 256)
            return limit + 1;
        Span<int> beforeLast = stackalloc int[b.Length + 1];
        Span<int> last = stackalloc int[b.Length + 1];
        Span<int> row = stackalloc int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
            last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            var best = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                var value = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    value = Math.Min(value, beforeLast[j - 2] + 1);
                row[j] = value;
                best = Math.Min(best, value);
            }
            if (best > limit)
                return limit + 1;
            var spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.Length];
    }
}
