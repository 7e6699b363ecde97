using System.Text;

namespace Conformance.Cli.Differential;

/// <summary>The comparison as Markdown: counts a family, then each difference with its answers.</summary>
public static class DifferentialTable
{
    /// <summary>The whole document.</summary>
    /// <param name="comparisons">Each script with each peer.</param>
    /// <param name="kernel">Release of the guest's kernel.</param>
    /// <param name="peers">Names with versions.</param>
    public static string Write(IReadOnlyList<Comparison> comparisons, string kernel, IReadOnlyList<string> peers)
    {
        var names = comparisons.Select(comparison => comparison.Peer).Distinct().ToList();
        var text = new StringBuilder("# Differential\n\n");
        text.Append($"Scripts of our own (`{ScriptReader.Folder}`) under our tracer and under {string.Join(" and ", peers)}, in guests with {kernel} (the answers of others are kept, so they may come from an earlier guest than ours): each tracer is a process with the same command line, and what it writes to standard output and its exit code are compared byte for byte. Made by:\n\n")
            .Append("    ./conformance differential --write\n\n");
        Directives(text);
        Counts(text, comparisons, names);
        Section(text, "Not as expected", comparisons, DifferentialOutcome.Unexpected);
        Section(text, "Not judged", comparisons, DifferentialOutcome.NotJudged);
        Section(text, "Differences", comparisons, DifferentialOutcome.Known);
        Refusals(text, comparisons);
        return text.ToString();
    }

    private static void Directives(StringBuilder text)
    {
        text.Append("## How a script is written\n\nThe first line says what it shows. Further comment lines at the top are directives: `options:`, `workload:` (the command of `-c`), `parameters:`, `refused` (every tracer has to), ")
            .Append("`compare: errors` (standard error too), `normalise:`, `differs PEER (ours|theirs|both|neither right): REASON`, `refused by PEER: REASON`. A difference without a directive is an error, and so is a directive without its difference.\n\n")
            .Append("What may differ without being a difference:\n\n| rule | where | why |\n| --- | --- | --- |\n");
        foreach (var rule in Normalisation.Always)
            text.Append($"| {rule.Name} | everywhere | {rule.Reason} |\n");
        foreach (var (peer, rule) in Normalisation.OfPeers)
            text.Append($"| {rule.Name} | compared with {peer} | {rule.Reason} |\n");
        foreach (var rule in Normalisation.Asked)
            text.Append($"| {rule.Name} | where a script asks for it | {rule.Reason} |\n");
    }

    private static void Counts(StringBuilder text, IReadOnlyList<Comparison> comparisons, List<string> peers)
    {
        text.Append("\n## Counts\n\nSame · different for a known reason · refused by the peer for a known reason · not as expected or not judged.\n\n")
            .Append($"| family | scripts |{string.Concat(peers.Select(peer => $" {peer} |"))}\n| --- | --: |{string.Concat(peers.Select(_ => " --: |"))}\n");
        foreach (var family in comparisons.GroupBy(comparison => comparison.Script.Family).OrderBy(family => family.Key, StringComparer.Ordinal))
            Row(text, family.Key, [.. family], peers);
        Row(text, "all", comparisons, peers);
    }

    private static void Row(StringBuilder text, string name, IReadOnlyList<Comparison> comparisons, List<string> peers)
    {
        var cells = peers.Select(peer =>
        {
            int Count(params DifferentialOutcome[] outcomes) => comparisons.Count(comparison => comparison.Peer == peer && outcomes.Contains(comparison.Outcome));
            return $"{Count(DifferentialOutcome.Same)} · {Count(DifferentialOutcome.Known)} · {Count(DifferentialOutcome.Refused)} · {Count(DifferentialOutcome.Unexpected, DifferentialOutcome.NotJudged)}";
        });
        text.Append($"| {name} | {comparisons.DistinctBy(comparison => comparison.Script).Count()} | {string.Join(" | ", cells)} |\n");
    }

    private static void Section(StringBuilder text, string title, IReadOnlyList<Comparison> comparisons, DifferentialOutcome outcome)
    {
        var told = comparisons.Where(comparison => comparison.Outcome == outcome).GroupBy(comparison => comparison.Script).ToList();
        if (told.Count == 0)
            return;
        text.Append($"\n## {title}\n");
        foreach (var script in told)
        {
            text.Append($"\n### {script.Key.Name}\n\n{script.Key.Shows}\n\n");
            foreach (var sentence in script.GroupBy(comparison => comparison.Sentence))
                text.Append($"- {string.Join(", ", sentence.Select(comparison => comparison.Peer))}: {sentence.Key}\n");
            Answer(text, DifferentialRun.Ours, script.First().Ours);
            foreach (var answer in script.GroupBy(comparison => comparison.Theirs))
                Answer(text, string.Join(", ", answer.Select(comparison => comparison.Peer)), answer.Key);
        }
    }

    private static void Answer(StringBuilder text, string name, string answer)
    {
        text.Append($"\n{name}:\n\n");
        var lines = Printable(answer).TrimEnd('\n').Split('\n');
        foreach (var line in lines.Take(MostLines))
            text.Append(line.Length > 0 ? $"    {line}\n" : "\n");
        if (lines.Length > MostLines)
            text.Append($"    … {lines.Length - MostLines} more lines\n");
    }

    private const int MostLines = 30;

    /// <summary>Answers are bytes; what is UTF-8 is shown as such.</summary>
    private static string Printable(string answer) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(answer));

    private static void Refusals(StringBuilder text, IReadOnlyList<Comparison> comparisons)
    {
        var refused = comparisons.Where(comparison => comparison.Outcome == DifferentialOutcome.Refused).ToList();
        if (refused.Count == 0)
            return;
        text.Append("\n## What a peer refuses and we run\n\n| script | peer | why | in its own words |\n| --- | --- | --- | --- |\n");
        foreach (var one in refused)
            text.Append($"| {one.Script.Name} | {one.Peer} | {Cell(one.Sentence)} | {Cell(Printable(one.Theirs))} |\n");
    }

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
