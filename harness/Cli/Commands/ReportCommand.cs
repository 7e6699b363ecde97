using System.CommandLine;
using Conformance.Harness.Results;
using Conformance.Reports;

namespace Conformance.Cli.Commands;

/// <summary><c>report DIR…</c>: writes the reports again from what was measured, or merges several runs into one.</summary>
public static class ReportCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var directories = new Argument<string[]>("DIR")
        {
            Description = "Output directories of earlier runs; several are merged.",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = new Option<string?>("--out") { Description = "Where the reports go. Default: into DIR if there is one, else ./out/report.", HelpName = "DIR" };
        var command = new Command("report", "Write report.html, junit.xml, report.ktap and summary.md again from runs on disk, or merge several runs.") { directories, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(directories)!, parsed.GetValue(output), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] directories, string? output, CancellationToken cancellationToken)
    {
        foreach (var directory in directories)
        {
            if (!Directory.Exists(directory))
                throw new UsageException($"{directory}: no such directory; give the output directory of a run (it holds results.jsonl)");
            if (!File.Exists(Path.Combine(directory, "results.jsonl")))
                throw new UsageException($"{directory}: holds no results.jsonl, so it is not the output directory of a run");
        }

        var target = output ?? (directories.Length == 1 ? directories[0] : Path.Combine("out", "report"));
        var written = await ReportWriter.WriteAllAsync(directories, target, cancellationToken);
        return Announce(written);
    }

    /// <summary>Prints the verdict, the counts and where the report is; gives the exit code.</summary>
    public static int Announce(WrittenReports written)
    {
        var summary = written.Summary;
        foreach (var remark in summary.Remarks)
            Console.Error.WriteLine($"conformance: {remark}");
        Console.WriteLine();
        Console.WriteLine(summary.Verdict);
        Console.WriteLine(string.Join(" · ", summary.Counts.Where(c => c.Value > 0).Select(c => $"{c.Value} {Word(c.Key)}")));
        Console.WriteLine($"report: {written.Paths.First(p => p.EndsWith(".html", StringComparison.Ordinal))}");
        return summary.SuggestedExitCode;
    }

    private static string Word(Outcome outcome) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());
}
