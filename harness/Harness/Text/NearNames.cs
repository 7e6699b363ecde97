namespace Conformance.Harness.Text;

/// <summary>Finds what a user probably meant by a name that does not exist.</summary>
public static class NearNames
{
    /// <summary>Names close to <paramref name="wanted"/>, best first, at most <paramref name="most"/>; empty if nothing is close.</summary>
    public static IReadOnlyList<string> Of(string wanted, IEnumerable<string> known, int most = 3)
    {
        var limit = Math.Max(2, wanted.Length / 3);
        return [.. known.Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Distance: Engine.Syntax.NearNames.Distance(wanted.ToLowerInvariant(), name.ToLowerInvariant(), limit)))
            .Where(near => near.Distance <= limit || StartsAlike(wanted, near.Name))
            .OrderBy(near => near.Distance)
            .ThenBy(near => near.Name, StringComparer.Ordinal)
            .Take(most)
            .Select(near => near.Name)];
    }

    /// <summary>A sentence to append to an error: <c>Did you mean a or b?</c>, or what there is if nothing is close.</summary>
    public static string Hint(string wanted, IReadOnlyCollection<string> known)
    {
        var near = Of(wanted, known);
        return near.Count > 0
            ? $"Did you mean {string.Join(" or ", near)}?"
            : $"There is {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
    }

    private static bool StartsAlike(string wanted, string name) =>
        wanted.Length >= 2 && (name.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) || wanted.StartsWith(name, StringComparison.OrdinalIgnoreCase));
}
