using System.Text.RegularExpressions;

namespace Conformance.Cli.Differential;

/// <summary>A rule by which an answer is changed before it is compared.</summary>
/// <param name="Name">What a script asks for it by, and the table calls it.</param>
/// <param name="Reason">Why nothing is hidden by it.</param>
/// <param name="Apply">From output to output.</param>
public sealed record NormalisationRule(string Name, string Reason, Func<string, string> Apply);

/// <summary>All that may differ without being a difference; everything else is compared byte for byte.</summary>
public static partial class Normalisation
{
    /// <summary>Applied to every script.</summary>
    public static IReadOnlyList<NormalisationRule> Always { get; } =
    [
        new("banner", "how many probes are attached, and on which stream that is said, is no part of a script's output", output => Json().Replace(Banner().Replace(output, ""), "")),
        new("kernel addresses", "a kernel's addresses change with each boot", output => KernelAddress().Replace(output, "KERNEL")),
        new("ties", "entries of a map that have equal values are printed in the order of the kernel's hash table", Ties),
    ];

    /// <summary>Applied where a script asks for it.</summary>
    public static IReadOnlyList<NormalisationRule> Asked { get; } =
    [
        new("order", "a loop over a map, and a map of several lines, come in the order of the kernel's hash table", output => string.Concat(Lines(output).Order(StringComparer.Ordinal))),
        new("times", "the time of day passes", output => Time().Replace(output, "TIME")),
        new("ids", "processes and cgroups have other numbers in each run", output => Number().Replace(output, "ID")),
        new("addresses", "a process's addresses change with each run", output => Address().Replace(output, "0xADDRESS")),
    ];

    /// <summary>Applied to both answers where a peer is compared whose name begins so.</summary>
    public static IReadOnlyList<(string Peer, NormalisationRule Rule)> OfPeers { get; } =
    [
        ("bpftrace-0.23", new("empty lines", "it writes one behind each map with keys, and two where a map without entries stands; 0.27, whose form ours is, does not", output => EmptyLine().Replace(output, ""))),
        ("bpftrace-0.23", new("warnings", "it writes warnings of helpers that failed to standard output, 0.27 and ours to standard error", output => Warning().Replace(output, ""))),
    ];

    /// <summary>The output of one tracer, as it is compared.</summary>
    /// <param name="peer">With whom it is compared.</param>
    /// <param name="asked">Names of the rules that the script asks for.</param>
    public static string Of(string output, string peer, IReadOnlyList<string> asked) =>
        Always
            .Concat(OfPeers.Where(rule => peer.StartsWith(rule.Peer, StringComparison.Ordinal)).Select(rule => rule.Rule))
            .Concat(Asked.Where(rule => asked.Contains(rule.Name)))
            .Aggregate(output, (text, rule) => rule.Apply(text));

    private static string Ties(string output)
    {
        var lines = Lines(output);
        for (var first = 0; first < lines.Count;)
        {
            var tie = Entry().Match(lines[first]);
            var end = first + 1;
            while (tie.Success && end < lines.Count && Entry().Match(lines[end]) is { Success: true } next && next.Groups[1].Value == tie.Groups[1].Value && next.Groups[2].Value == tie.Groups[2].Value)
                end++;
            lines.Sort(first, end - first, StringComparer.Ordinal);
            first = end;
        }

        return string.Concat(lines);
    }

    /// <summary>Lines with their ends.</summary>
    private static List<string> Lines(string output) => [.. LineWithEnd().Matches(output).Select(match => match.Value)];

    [GeneratedRegex(@"^(Attaching|Attached) \d+ probes?(\.\.\.)?\n", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Banner();

    [GeneratedRegex(@"^\{""type"": ""attached_probes"".*\n", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Json();

    [GeneratedRegex(@"\b(0x)?ffff[0-9a-f]{12}\b", RegexOptions.CultureInvariant)]
    private static partial Regex KernelAddress();

    [GeneratedRegex("0x[0-9a-f]{6,16}", RegexOptions.CultureInvariant)]
    private static partial Regex Address();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d(\.\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<=\b(pid|tid|tgid|ppid|cgroup)[=:] ?)\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"^\n", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex EmptyLine();

    [GeneratedRegex(@"^[^\n]*: WARNING: [^\n]*\nAdditional Info - helper: [^\n]*\n[^\n]*\n *~+\n", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Warning();

    [GeneratedRegex(@"^(@\w*)\[.*\]: ([^\n]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Entry();

    [GeneratedRegex("[^\n]*\n|[^\n]+$", RegexOptions.CultureInvariant)]
    private static partial Regex LineWithEnd();
}
