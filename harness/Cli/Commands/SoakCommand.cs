using System.CommandLine;
using System.Globalization;
using Conformance.Cli.Progress;
using Conformance.Harness.Configuration;
using Conformance.Harness.Runs;
using Conformance.Machines;
using Conformance.Machines.Soaking;
using Conformance.Protocol;

namespace Conformance.Cli.Commands;

/// <summary><c>soak machines</c>: starts, uses and ends machines of several kernels for as long as it is told, and says what stays of them.</summary>
public static class SoakCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var cycles = new Option<int>("--cycles") { Description = "Machines to start, use and end.", DefaultValueFactory = _ => 1000 };
        var kernels = new Option<string?>("--kernels") { Description = "Kernels to take in turn (default: as for run).", HelpName = "KERNELS" };
        var machines = new Command("machines", "Start, use and end machines again and again; watch descriptors, memory, processes and files.") { cycles, kernels };
        machines.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(cycles), parsed.GetValue(kernels), cancellationToken));
        return new Command("soak", "Look for what grows when something is done a thousand times.") { machines };
    }

    private static async Task<int> RunAsync(int cycles, string? kernels, CancellationToken cancellationToken)
    {
        if (cycles < 1)
            throw new UsageException($"--cycles {cycles}: it must be at least 1");
        var options = new Dictionary<string, string?> { ["kernels"] = kernels, ["machine"] = "vm" };
        var asked = ConfigurationReader.Read(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), options);
        var configuration = await DefaultServices.ResolveAsync(asked, new ErrorLines(), cancellationToken);
        var services = DefaultServices.For(configuration, new SilentObserver(), "soak machines");
        var logs = Directory.CreateTempSubdirectory("conformance-soak-");

        // Others make temporary files, too: what is counted are those of this process.
        Environment.SetEnvironmentVariable("TMPDIR", logs.FullName);
        try
        {
            var specs = new List<MachineSpec>();
            foreach (var kernel in configuration.Kernels)
            {
                var image = await services.Kernels.FetchAsync(kernel, null, cancellationToken);
                specs.Add(services.MachineOf(configuration, $"soak-{image.Release}", image.ImagePath, logs.FullName));
            }

            var job = new Job
            {
                Id = 1,
                ScriptName = "soak.bt",
                Script = "fexit:hrtimer_nanosleep { }\nkretprobe:hrtimer_nanosleep { }\n",
                Workloads = [new WorkloadSpec("nanosleep", new Dictionary<string, long> { ["times"] = 3 })],
            };
            var report = await MachineSoak.RunAsync(services.Machines, specs, job, cycles, new Said(), cancellationToken);
            foreach (var failure in report.Failures)
                Console.WriteLine(failure);
            Console.WriteLine($"{report.Cycles} machines of {specs.Count} kernels: {(report.Failures.Count == 0 ? "nothing failed, nothing grew" : $"{report.Failures.Count} failures")}");
            return report.Failures.Count == 0 ? ExitCodes.Expected : ExitCodes.Unexpected;
        }
        finally
        {
            logs.Delete(recursive: true);
        }
    }

    private sealed class Said : IProgress<SoakSample>
    {
        public void Report(SoakSample value) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"after {value.Cycle,5}: {value.Descriptors} descriptors, {value.MemoryBytes / 1048576.0:0.0} MiB, {value.Children} children, {value.TemporaryFiles} temporary files"));
    }
}
