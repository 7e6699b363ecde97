using System.CommandLine;
using System.Globalization;
using Conformance.Cli.Corpus;
using Conformance.Cli.Progress;
using Conformance.Harness.Configuration;
using Conformance.Harness.Runs;
using Conformance.Images;

namespace Conformance.Cli.Commands;

/// <summary><c>corpus</c>: the tools that a distribution ships, under the engine, on real kernels.</summary>
public static class CorpusCommand
{
    private const string Package = "bpftrace";

    /// <summary>The suites whose packages are tried: oldest language first.</summary>
    private static IReadOnlyList<string> Suites { get; } = ["bookworm", "trixie", "forky"];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var kernels = new Option<string?>("--kernels") { Description = "Kernels to try them on (default: as for run).", HelpName = "KERNELS" };
        var output = new Option<string?>("--out") { Description = "Directory that gets corpus.md (default: out/ and the time).", HelpName = "DIR" };
        var command = new Command("corpus", "Compile, load and attach every tool of Debian's bpftrace packages on real kernels; a table says which and why not.") { kernels, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(kernels), parsed.GetValue(output), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? kernels, string? output, CancellationToken cancellationToken)
    {
        var progress = new ErrorLines();
        var options = new Dictionary<string, string?> { ["kernels"] = kernels, ["machine"] = "vm" };
        var asked = ConfigurationReader.Read(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), options);
        var configuration = await DefaultServices.ResolveAsync(asked, progress, cancellationToken);
        var services = DefaultServices.For(configuration, new SilentObserver(), "corpus");
        var directory = output ?? Path.Combine("out", "corpus-" + DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH-mm-ss", CultureInfo.InvariantCulture));
        Directory.CreateDirectory(directory);
        var store = new ScriptStore(DefaultServices.StoreOptions(configuration));
        var packages = new List<ScriptPackage>();
        foreach (var suite in Suites)
            packages.Add(await store.FetchAsync(Package, suite, progress, cancellationToken));

        var logs = Directory.CreateTempSubdirectory("conformance-corpus-");
        try
        {
            var entries = await new CorpusRun(configuration, services, logs.FullName, progress).RunAsync(packages, cancellationToken);
            var table = Path.Combine(directory, "corpus.md");
            await File.WriteAllTextAsync(table, CorpusTable.Write(entries, $"./conformance corpus --kernels {string.Join(',', configuration.Kernels)}"), cancellationToken);
            var counts = Enum.GetValues<CorpusOutcome>().ToDictionary(outcome => outcome, outcome => entries.Count(entry => entry.Outcome == outcome));
            Console.WriteLine($"{entries.Count} tried: {counts[CorpusOutcome.Attached]} attached, {counts[CorpusOutcome.Lacking]} lacking, {counts[CorpusOutcome.Ours]} ours to mend; {table}");
            return counts[CorpusOutcome.Ours] == 0 ? ExitCodes.Expected : ExitCodes.Unexpected;
        }
        finally
        {
            logs.Delete(recursive: true);
        }
    }
}
