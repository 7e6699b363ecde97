using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Conformance.Cli.Progress;
using Conformance.Harness.Configuration;
using Conformance.Harness.Runs;
using Conformance.Machines;
using Conformance.Machines.Qemu;

namespace Conformance.Cli.Bench;

/// <summary>
/// <c>bench matrix</c>: boots each kernel bare, as many side by side as a run does (guests that share cores and caches slow each other down), then runs the founding matrix of cases as a user would (a process of its own, all reports included), and
/// compares. Both are measured in one go on one machine, so the ratio holds where absolute times do not.
/// </summary>
public static class MatrixBenchmark
{
    /// <summary>The promise: a whole run costs at most this many times the bare boots divided by the machines side by side.</summary>
    private const double MostBoots = 4;

    /// <summary>The promise: one more measurement costs at most this much beyond the kernel's own work and the workload, in milliseconds. Cases share measurements and cost less.</summary>
    private const double MostMeasurementMs = 60;

    /// <summary>The promise: one more case costs at most this much beyond the same, in milliseconds, with its share of the measurements and its judging.</summary>
    private const double MostCaseMs = 30;

    /// <summary>The promise: cost grows with the number of cases, and no faster. Noise of a shared machine is within this factor.</summary>
    private const double MostGrowth = 1.5;

    /// <summary>
    /// What is measured unless the configuration names cases: the founding matrix, order, pairs, counts and values of the four mechanisms on one function, for which these promises were made. Experiments and
    /// the other mechanisms cost what attaching on their kernels costs; CONFORMANCE_CASES='*' measures them all.
    /// </summary>
    private const string FoundingMatrix =
        "fentry/hrtimer_nanosleep/*,fexit/hrtimer_nanosleep/*,kprobe/hrtimer_nanosleep/*,kretprobe/hrtimer_nanosleep/*,fexit+kretprobe/hrtimer_nanosleep/*-probe*,fentry+kprobe/hrtimer_nanosleep/*-probe*," +
        "entries-first/*,exits-first/*,fexit+kretprobe/__x64_sys_nanosleep/*-thread*";

    private const string CasesVariable = "CONFORMANCE_CASES";

    /// <summary>Measures and prints; 0 if the promises are kept, 1 if not.</summary>
    public static async Task<int> RunAsync(string? kernels, string? output, CancellationToken cancellationToken)
    {
        var options = new Dictionary<string, string?> { ["kernels"] = kernels, ["machine"] = "vm" };
        var asked = ConfigurationReader.Read(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), options);
        var configuration = await DefaultServices.ResolveAsync(asked, new ErrorLines(), cancellationToken);
        var services = DefaultServices.For(configuration, new SilentObserver(), "bench matrix");
        var directory = output ?? Path.Combine("out", "bench-matrix-" + DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH-mm-ss", CultureInfo.InvariantCulture));

        var boots = await BootAsync(configuration, services, directory + "-boots", cancellationToken);
        Console.WriteLine("whole run …");
        var watch = Stopwatch.StartNew();
        var exitCode = await RunWholeAsync(configuration, directory, cancellationToken);
        var wall = watch.Elapsed;
        if (exitCode is ExitCodes.Usage or ExitCodes.NotJudged)
            throw new UsageException($"the run that was to be measured ended with exit code {exitCode}; see {directory}");

        var parts = CaseCosts.Read(directory);
        return Print(boots, Jobs.Allowed(configuration, boots.Count), wall, parts);
    }

    private static async Task<List<BareBoot>> BootAsync(RunConfiguration configuration, RunServices services, string logs, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(logs);
        var provider = new VmProvider();
        var boots = new ConcurrentBag<BareBoot>();
        var sideBySide = new ParallelOptions { MaxDegreeOfParallelism = Jobs.Allowed(configuration, configuration.Kernels.Count), CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(configuration.Kernels, sideBySide, async (asked, stop) =>
        {
            var kernel = await services.Kernels.FetchAsync(asked, null, stop);
            var spec = services.MachineOf(configuration, $"bare-{kernel.Release}", kernel.ImagePath, logs);
            var boot = await BareBoot.MeasureAsync(provider, spec, stop);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"bare boot {boot.KernelRelease,-36} {boot.Wall.TotalSeconds,6:0.00} s"));
            boots.Add(boot);
        });
        return [.. boots];
    }

    /// <summary>A process of its own: start-up, reports and exit belong to what a user waits for.</summary>
    private static async Task<int> RunWholeAsync(RunConfiguration configuration, string directory, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (configuration.Cases == "*" && string.IsNullOrEmpty(Environment.GetEnvironmentVariable(CasesVariable)))
            start.Environment[CasesVariable] = FoundingMatrix;
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        foreach (var argument in new[] { "run", "--kernels", string.Join(',', configuration.Kernels), "--out", directory })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        try
        {
            await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The child got the same Ctrl-C and writes its report; a SIGTERM to us alone must reach it too.
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode;
    }

    private static int Print(List<BareBoot> boots, int jobs, TimeSpan wall, CaseCosts costs)
    {
        var bare = boots.Sum(b => b.Wall.TotalSeconds) / jobs;
        var ratio = wall.TotalSeconds / bare;
        Write($"bare boots: {boots.Sum(b => b.Wall.TotalSeconds):0.0} s for {boots.Count} kernels, by {jobs} machines side by side: {bare:0.0} s");
        Write($"whole run:  {wall.TotalSeconds:0.0} s, {ratio:0.00} times the bare boots (promise: at most {MostBoots:0})");
        Write($"");
        costs.Print(Console.Out);
        Write($"beyond load, attach, detach and workload, which are the kernel's:");
        Write($"one more measurement costs {costs.MeasurementMs:0.0} ms, median of {costs.Count} with {jobs} guests side by side (promise: at most {MostMeasurementMs:0} ms)");
        Write($"one more case costs {costs.CaseMs:0.0} ms, mean of {costs.Cases} cases that share them (promise: at most {MostCaseMs:0} ms)");
        var ((first, second), (least, most)) = (costs.Halves, costs.Kernels);
        Write($"one more measurement costs {first:0.0} ms in the first half of a kernel's and {second:0.0} ms in the second (promise: at most {MostGrowth:0.0} times as much); {least:0.0} to {most:0.0} ms on each of {boots.Count} kernels");
        return second <= first * MostGrowth && ratio <= MostBoots && costs.MeasurementMs <= MostMeasurementMs && costs.CaseMs <= MostCaseMs ? ExitCodes.Expected : ExitCodes.Unexpected;
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
