namespace Conformance.Harness.Invariants;

/// <summary>Writes label sequences in sentences.</summary>
internal static class Order
{
    private const int Shown = 8;

    /// <summary><c>a b c</c>; long ones are cut, a counter-example holds them whole.</summary>
    public static string Of(IReadOnlyList<string> labels) => labels.Count switch
    {
        0 => "nothing",
        <= Shown => string.Join(' ', labels),
        _ => $"{string.Join(' ', labels.Take(Shown))} … ({labels.Count} in all)",
    };
}
