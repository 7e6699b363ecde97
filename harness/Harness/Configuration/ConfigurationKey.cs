namespace Conformance.Harness.Configuration;

/// <summary>One documented key.</summary>
/// <param name="Name">As <c>conformance.json</c> spells it; <c>CONFORMANCE_</c> and its upper case is the variable, <c>--</c> and dashes the option.</param>
/// <param name="Default">The value if nobody sets it.</param>
/// <param name="Values">Which values there are, in words.</param>
/// <param name="Help">One sentence.</param>
/// <param name="Parse">Turns a written value into the form that is bound; throws <see cref="FormatException"/> with the reason.</param>
public sealed record ConfigurationKey(string Name, string Default, string Values, string Help, Func<string, string> Parse)
{
    /// <summary>Whether the key holds a list: a JSON array, or text with commas.</summary>
    public bool IsList { get; init; }

    /// <summary>The environment variable (<c>CONFORMANCE_ATTACH_ORDER</c>).</summary>
    public string Variable => "CONFORMANCE_" + Name.ToUpperInvariant();

    /// <summary>The command line's spelling (<c>--attach-order</c>).</summary>
    public string Option => "--" + Name.Replace('_', '-');
}
