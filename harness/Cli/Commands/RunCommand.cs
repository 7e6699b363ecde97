using System.CommandLine;
using Conformance.Cli.Progress;
using Conformance.Harness.Configuration;
using Conformance.Harness.Results;
using Conformance.Harness.Runs;
using Conformance.Reports;
using Conformance.Suites.Running;
using Spectre.Console;

namespace Conformance.Cli.Commands;

/// <summary><c>run</c>: boots kernels, runs the suites, judges, reports. Its options are the table of configuration keys.</summary>
public static class RunCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var options = ConfigurationKeys.All.ToDictionary(key => key.Name, key => new Option<string?>(key.Option)
        {
            Description = $"{key.Help} [{key.Values}]{(key.Default.Length > 0 ? $" (default {key.Default})" : "")}",
            HelpName = key.Name.ToUpperInvariant(),
        });
        var command = new Command("run", "Boot kernels, run the suites on them, judge, and write the report.");
        foreach (var option in options.Values)
            command.Options.Add(option);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            options.ToDictionary(option => option.Key, option => parsed.GetValue(option.Value)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyDictionary<string, string?> options, CancellationToken cancellationToken)
    {
        var asked = ConfigurationReader.Read(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), AsBefore(options));
        var configuration = await DefaultServices.ResolveAsync(asked, new ErrorLines(), cancellationToken);
        var commandLine = "./conformance " + string.Join(' ', Environment.GetCommandLineArgs().Skip(1));
        var terminal = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;
        RunProgress progress = terminal ? new LiveProgress(AnsiConsole.Console) : new PlainProgress(Console.Out);
        var plan = SuitePlan.Of(configuration);
        await using var run = ConformanceRun.Open(configuration, DefaultServices.For(configuration, progress, commandLine), cancellationToken);
        Console.WriteLine($"results: {run.Journal.Directory}");

        var totals = progress is LiveProgress live
            ? await live.ShowWhileAsync(() => SuiteRunner.RunAsync(run, plan, cancellationToken))
            : await SuiteRunner.RunAsync(run, plan, cancellationToken);
        foreach (var unused in totals.Unused)
            Console.Error.WriteLine($"conformance: this known failure matched nothing: {unused}. Take it out, or mend its conditions.");
        if (totals.NothingSupported)
            Console.Error.WriteLine("conformance: nothing was judged: every case is unsupported here. The report says which feature each lacks.");

        foreach (var changed in totals.Changed)
            Console.Error.WriteLine($"conformance: a fact has changed: {changed}. If that is right: ./conformance facts record {run.Journal.Directory}");

        // The report is written after Ctrl-C too: what was measured is not lost.
        var written = await ReportWriter.WriteAllAsync([run.Journal.Directory], run.Journal.Directory, CancellationToken.None);
        ReportCommand.Announce(written);
        return totals.ExitCode;
    }

    /// <summary>A run that is resumed goes on with the targets that it was asked for, unless new ones are named.</summary>
    private static IReadOnlyDictionary<string, string?> AsBefore(IReadOnlyDictionary<string, string?> options)
    {
        if (options["resume"] is not { Length: > 0 } directory || Journal.InfoOf(directory).Targets is not { Count: > 0 } targets)
            return options;
        var filled = new Dictionary<string, string?>(options);
        filled["engines"] ??= string.Join(',', targets.Select(target => target.Engine).Distinct());
        filled["machine"] ??= targets[0].Machine;
        if (targets[0].Machine == "vm")
            filled["kernels"] ??= string.Join(',', targets.Select(target => target.Asked).Distinct());
        return filled;
    }
}
