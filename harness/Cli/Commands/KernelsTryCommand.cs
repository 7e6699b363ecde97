using System.CommandLine;
using System.Globalization;
using Conformance.Cli.Progress;
using Conformance.Harness.Configuration;
using Conformance.Harness.Runs;
using Conformance.Machines;
using Conformance.Machines.Trials;

namespace Conformance.Cli.Commands;

/// <summary><c>kernels try</c>: whether kernels start here, twice, and probes on them fire.</summary>
public static class KernelsTryCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var names = new Argument<string[]>("KERNEL") { Description = "As for run --kernels: series, flavours, ranges, releases, files; without one, all.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("try", "Start kernels, save and restore them, and see whether probes fire on them.") { names };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(names) is { Length: > 0 } given ? given : ["all"], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] kernels, CancellationToken cancellationToken)
    {
        var asked = ConfigurationReader.Read(
            Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), new Dictionary<string, string?> { ["kernels"] = string.Join(',', kernels), ["machine"] = "vm" });
        var configuration = await DefaultServices.ResolveAsync(asked, new ErrorLines(), cancellationToken);
        var services = DefaultServices.For(configuration, new SilentObserver(), "kernels try");
        var logs = Directory.CreateTempSubdirectory("conformance-try-");
        try
        {
            var specs = new List<MachineSpec>();
            foreach (var kernel in configuration.Kernels)
            {
                var image = await services.Kernels.FetchAsync(kernel, new ErrorLines(), cancellationToken);
                specs.Add(services.MachineOf(configuration, image.Release, image.ImagePath, logs.FullName));
            }

            var results = await KernelTrial.RunAsync(services.Machines, specs, Jobs.Allowed(configuration, specs.Count), result => Console.WriteLine(Line(result)), cancellationToken);
            var bad = results.Count(result => !result.Works);
            Console.WriteLine(bad == 0 ? $"All {results.Count} kernels work." : $"{bad} of {results.Count} kernels do not work.");
            return bad == 0 ? ExitCodes.Expected : ExitCodes.NotJudged;
        }
        finally
        {
            await services.Machines.DisposeAsync();
            logs.Delete(recursive: true);
        }
    }

    private static string Line(KernelTrialResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(result.Works ? "works" : "fails"),-6} {result.Release ?? result.Name,-32} {result.How}{(result.Works ? $" in {result.Seconds:0.0} s, again in {result.Again:0.0} s; {string.Join(", ", result.Fired.Select(fired => $"{fired.Key} {fired.Value}"))}" : "")}{(result.Lacking.Count > 0 ? $"; lacks {string.Join(", ", result.Lacking)}" : "")}");
}
