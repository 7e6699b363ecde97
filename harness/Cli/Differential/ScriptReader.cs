using System.Text.RegularExpressions;

namespace Conformance.Cli.Differential;

/// <summary>
/// Reads scripts with their directives. The comment that a file begins with says in its first line what the script shows; every further line of it is a directive, so that a misspelt one
/// is an error and not prose.
/// </summary>
public static partial class ScriptReader
{
    /// <summary>Where they are, below the repository.</summary>
    public const string Folder = "fixtures/differential";

    /// <summary>All scripts below a folder, by name.</summary>
    /// <exception cref="UsageException">One has a directive that is none.</exception>
    public static IReadOnlyList<DifferentialScript> ReadAll(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.bt", SearchOption.AllDirectories)
            .Select(path => Read(Path.GetRelativePath(folder, path)[..^".bt".Length].Replace('\\', '/'), File.ReadAllText(path)))
            .OrderBy(script => script.Name, StringComparer.Ordinal),
    ];

    /// <summary>One script.</summary>
    /// <exception cref="UsageException">It says not what it shows, or has a directive that is none.</exception>
    public static DifferentialScript Read(string name, string text)
    {
        if (!name.Contains('/', StringComparison.Ordinal))
            throw new UsageException($"{name}.bt: a script belongs into the folder of its family.");
        var lines = text.Split('\n');
        var comments = lines.TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal)).Select(line => line[2..].Trim()).ToList();
        if (comments.Count == 0)
            throw new UsageException($"{name}.bt: the first line has to be a comment (//) that says what the script shows.");
        return comments.Skip(1).Aggregate(new DifferentialScript(name, string.Join('\n', lines[comments.Count..]), comments[0]), Apply);
    }

    private static DifferentialScript Apply(DifferentialScript script, string directive)
    {
        if (Difference().Match(directive) is { Success: true } difference)
            return Add(script, new KnownDifference(difference.Groups[1].Value, Enum.Parse<Right>(difference.Groups[2].Value, ignoreCase: true), difference.Groups[3].Value, Refused: false));
        if (RefusedBy().Match(directive) is { Success: true } refusal)
            return Add(script, new KnownDifference(refusal.Groups[1].Value, Right.Ours, refusal.Groups[2].Value, Refused: true));
        var colon = directive.IndexOf(':', StringComparison.Ordinal);
        var (key, value) = colon < 0 ? (directive, "") : (directive[..colon], directive[(colon + 1)..].Trim());
        return key switch
        {
            "options" when value.Length > 0 => script with { Options = Words(value) },
            "workload" when value.Length > 0 => script with { Workload = value },
            "parameters" when value.Length > 0 => script with { Parameters = Words(value) },
            "refused" when value.Length == 0 => script with { Refused = true },
            "compare" when value == "errors" => script with { ComparesErrors = true },
            "normalise" when value.Length > 0 => script with { Rules = Rules(script.Name, value) },
            _ => throw new UsageException($"{script.Name}.bt: '{directive}' is no directive. There are: options, workload, parameters, refused, compare: errors, normalise, "
                + "'differs PEER (ours|theirs|both|neither right): REASON', 'refused by PEER: REASON' (docs/differential.md)."),
        };
    }

    private static DifferentialScript Add(DifferentialScript script, KnownDifference known) => script with { Known = [.. script.Known, known] };

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string[] Rules(string script, string value)
    {
        var names = value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return names.FirstOrDefault(name => Normalisation.Asked.All(rule => rule.Name != name)) is { } unknown
            ? throw new UsageException($"{script}.bt: there is no rule '{unknown}' to normalise by; there are: {string.Join(", ", Normalisation.Asked.Select(rule => rule.Name))}.")
            : names;
    }

    [GeneratedRegex(@"^differs (\S+) \((ours|theirs|both|neither) right\): (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Difference();

    [GeneratedRegex(@"^refused by (\S+): (.+)$", RegexOptions.CultureInvariant)]
    private static partial Regex RefusedBy();
}
