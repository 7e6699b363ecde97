using System.Text.RegularExpressions;

namespace Conformance.Images;

/// <summary>A series in one flavour, standing for its newest build: <c>6.12</c> (the cloud build), <c>6.12-rt</c>, <c>6.12-full</c>.</summary>
/// <param name="Series">First two numbers of the version.</param>
/// <param name="Flavour"><c>cloud</c>, <c>full</c> or <c>rt</c>.</param>
public sealed partial record KernelChoice(string Series, string Flavour)
{
    /// <summary>Flavours by the end of a release, longest first.</summary>
    private static readonly (string End, string Flavour)[] s_ends = [("-cloud-amd64", "cloud"), ("-rt-amd64", "rt"), ("-amd64", "full")];

    /// <summary>The flavour that is meant where none is named: smaller than the others, and built for virtual machines.</summary>
    public const string Usual = "cloud";

    /// <summary>The choice that a word is, or <c>null</c> if it is something else (a release, a range, a file).</summary>
    public static KernelChoice? Of(string word) => Choice().Match(word) is { Success: true } match
        ? new(match.Groups["series"].Value, match.Groups["flavour"] is { Success: true, Value: var flavour } ? flavour : Usual)
        : null;

    /// <summary>The first and last series of a range (<c>6.12..7.1</c>, <c>6.12..7.1-rt</c>), or <c>null</c> if the word is none.</summary>
    public static (KernelChoice First, KernelChoice Last)? RangeOf(string word)
    {
        int dots = word.IndexOf("..", StringComparison.Ordinal);
        return dots > 0 && KernelSeries.IsSeries(word[..dots]) && Of(word[(dots + 2)..]) is { } last ? (last with { Series = word[..dots] }, last) : null;
    }

    /// <summary>The flavour of a release.</summary>
    public static string FlavourOf(string release) =>
        Array.Find(s_ends, end => release.EndsWith(end.End, StringComparison.Ordinal)).Flavour ?? "other";

    /// <summary>As it is written.</summary>
    public override string ToString() => Flavour == Usual ? Series : $"{Series}-{Flavour}";

    [GeneratedRegex(@"^(?<series>[0-9]{1,4}\.[0-9]{1,4})(-(?<flavour>cloud|full|rt))?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Choice();
}
