namespace Conformance.Images;

/// <summary>What somebody may have meant.</summary>
public static class NearNames
{
    /// <summary>At most <paramref name="most"/> of the names: those that begin like the asked one first, then those with the fewest edits.</summary>
    public static IReadOnlyList<string> Of(string asked, IEnumerable<string> names, int most) =>
    [
        .. names.Distinct()
            .Select(name => (Name: name, Begins: name.StartsWith(asked, StringComparison.OrdinalIgnoreCase), Edits: Distance(asked, name)))
            .OrderByDescending(candidate => candidate.Begins)
            .ThenBy(candidate => candidate.Edits)
            .Take(most)
            .Select(candidate => candidate.Name),
    ];

    // Levenshtein's distance, one row at a time.
    private static int Distance(string from, string to)
    {
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
