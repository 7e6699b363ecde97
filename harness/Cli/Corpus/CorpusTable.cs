using System.Text;

namespace Conformance.Cli.Corpus;

/// <summary>The table of a corpus run as Markdown: one row a script and package, one column a kernel, the sentences below it, the counts at the end.</summary>
public static class CorpusTable
{
    /// <summary>The whole document.</summary>
    /// <param name="entries">Every script on every kernel.</param>
    /// <param name="command">How to make it again.</param>
    public static string Write(IReadOnlyList<CorpusEntry> entries, string command)
    {
        var kernels = entries.Select(entry => entry.Kernel).Distinct().ToList();
        var text = new StringBuilder();
        text.Append("# Corpus\n\nEvery `*.bt` tool of Debian's bpftrace packages under the engine, compiled, loaded, attached and detached in a guest of each kernel. ")
            .Append("`+` attached, `-` the kernel or the guest lacks what the script is about, `!` ours to mend; sentences below (a guest has no bash, libc or libssl). Made by:\n\n")
            .Append($"    {command}\n\n");
        text.Append($"| script | package | {string.Join(" | ", kernels)} |\n| --- | --- |{string.Concat(Enumerable.Repeat(" :-: |", kernels.Count))}\n");
        foreach (var row in entries.GroupBy(entry => (entry.Script, entry.Package)).OrderBy(row => row.Key.Script, StringComparer.Ordinal))
        {
            var cells = kernels.Select(kernel => row.FirstOrDefault(entry => entry.Kernel == kernel) is { } entry ? Sign(entry.Outcome) : " ");
            text.Append($"| {row.Key.Script} | {row.Key.Package} | {string.Join(" | ", cells)} |\n");
        }

        Sentences(text, "Ours to mend", entries, CorpusOutcome.Ours);
        Sentences(text, "What kernels and guests lack", entries, CorpusOutcome.Lacking);
        text.Append("\n## Counts\n\n| kernel | attached | lacking | ours to mend |\n| --- | --: | --: | --: |\n");
        foreach (var kernel in kernels)
            text.Append($"| {kernel} | {string.Join(" | ", Enum.GetValues<CorpusOutcome>().Select(outcome => entries.Count(entry => entry.Kernel == kernel && entry.Outcome == outcome)))} |\n");
        return text.ToString();
    }

    private static void Sentences(StringBuilder text, string title, IReadOnlyList<CorpusEntry> entries, CorpusOutcome outcome)
    {
        var told = entries.Where(entry => entry.Outcome == outcome).GroupBy(entry => (entry.Script, entry.Sentence)).ToList();
        if (told.Count == 0)
            return;
        text.Append($"\n## {title}\n\n| script | where | why |\n| --- | --- | --- |\n");
        foreach (var group in told.OrderBy(group => group.Key.Script, StringComparer.Ordinal))
        {
            var where = group.GroupBy(entry => entry.Kernel).Select(kernel => $"{kernel.Key} ({string.Join(", ", kernel.Select(entry => entry.Package.Split(' ')[0]))})");
            text.Append($"| {group.Key.Script} | {string.Join("; ", where)} | {group.Key.Sentence.Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
    }

    private static string Sign(CorpusOutcome outcome) => outcome switch
    {
        CorpusOutcome.Attached => "+",
        CorpusOutcome.Lacking => "-",
        _ => "!",
    };
}
