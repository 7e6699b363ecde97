using System.Diagnostics;
using System.Globalization;
using Conformance.Cli.Progress;
using Conformance.Harness.Configuration;
using Conformance.Harness.Runs;
using Conformance.Machines;
using Conformance.Machines.Qemu;

namespace Conformance.Cli.Bench;

/// <summary>
/// <c>bench machines</c>: a restored guest against a booted one of the same kernel, against other ways to boot it, all kernels to ready, memory, and many guests
/// at once. All of it in one go on one machine, the things that are compared in turn, so the ratios hold where absolute times do not.
/// </summary>
public static class MachinesBenchmark
{
    private const int Rounds = 5;

    /// <summary>The promises: a restore takes at most this part of a boot, at most so many seconds more than QEMU itself, and eleven kernels are ready within so many seconds.</summary>
    private const double MostOfABoot = 1.0 / 8;
    private const double MostBeyondQemu = 0.3;
    private const double MostForEleven = 4;

    /// <summary>Measures and prints; 0 if the promises are kept, 1 if not.</summary>
    public static async Task<int> RunAsync(string? kernels, CancellationToken cancellationToken)
    {
        var options = new Dictionary<string, string?> { ["kernels"] = kernels ?? "all", ["machine"] = "vm" };
        var asked = ConfigurationReader.Read(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), options);
        var configuration = await DefaultServices.ResolveAsync(asked, new ErrorLines(), cancellationToken);
        var services = DefaultServices.For(configuration, new SilentObserver(), "bench machines");
        if (services.Machines is not VmProvider provider)
            throw new UsageException("bench machines measures virtual machines only");
        var logs = Directory.CreateTempSubdirectory("conformance-bench-");
        try
        {
            var specs = new List<MachineSpec>();
            var images = new List<BootKernel>();
            foreach (var kernel in configuration.Kernels)
            {
                images.Add(await services.Kernels.FetchAsync(kernel, null, cancellationToken));
                specs.Add(services.MachineOf(configuration, $"bench-{images[^1].Release}", images[^1].ImagePath, logs.FullName) with { BootsAfresh = false });
            }

            foreach (var spec in specs)
                await StartAsync(provider, spec, cancellationToken);
            var promises = await CompareAsync(provider, specs[specs.Count / 2], OtherWays.Of(specs[specs.Count / 2], images[specs.Count / 2], DefaultServices.StoreOptions(configuration)), cancellationToken);
            promises &= await AllAsync(provider, specs, cancellationToken);
            await ManyAsync(provider, specs[specs.Count / 2], cancellationToken);
            return promises ? ExitCodes.Expected : ExitCodes.Unexpected;
        }
        finally
        {
            logs.Delete(recursive: true);
        }
    }

    private static async Task<bool> CompareAsync(VmProvider provider, MachineSpec spec, IReadOnlyList<OtherWay> others, CancellationToken cancellationToken)
    {
        var (boots, restores, qemus) = (new List<double>(), new List<double>(), new List<double>());
        var times = others.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < Rounds; round++)
        {
            boots.Add(await StartAsync(provider, spec with { BootsAfresh = true }, cancellationToken));
            restores.Add(await StartAsync(provider, spec, cancellationToken));
            qemus.Add(await LoadAsync(provider, spec, cancellationToken));
            foreach (var (index, other) in others.Index())
            {
                if (await other.MeasureAsync(cancellationToken) is { } seconds)
                    times[index].Add(seconds);
            }
        }

        var (boot, restore, qemu) = (Median(boots), Median(restores), Median(qemus));
        Write($"{spec.Name["bench-".Length..]}, {spec.MemoryMiB} MiB, median of {Rounds} rounds in turn, to the agent's first answer");
        Write($"  {"restored",-34} {restore,7:0.000} s");
        Write($"  {"booted",-34} {boot,7:0.000} s   restored takes {restore / boot:0.000} of it (promise: at most {MostOfABoot:0.000})");
        Write($"  {"QEMU alone, no guest runs",-34} {qemu,7:0.000} s   restored takes {restore - qemu:0.000} s more (promise: at most {MostBeyondQemu:0.0} s)");
        var ahead = true;
        foreach (var (other, seconds) in others.Zip(times))
        {
            if (other.Problem is { } problem)
            {
                Console.WriteLine($"  {other.Name,-34} did not run: {problem}");
                continue;
            }

            ahead &= restore < Median(seconds);
            Write($"  {other.Name,-34} {Median(seconds),7:0.000} s   restored takes {restore / Median(seconds):0.000} of it (promise: less than 1)");
        }

        return ahead && restore / boot <= MostOfABoot && restore - qemu <= MostBeyondQemu;
    }

    private static async Task<bool> AllAsync(VmProvider provider, List<MachineSpec> specs, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var sideBySide = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(specs, sideBySide, async (spec, stop) => await StartAsync(provider, spec, stop));
        var seconds = watch.Elapsed.TotalSeconds;
        Write($"{specs.Count} kernels to ready, {Environment.ProcessorCount} side by side: {seconds:0.00} s (promise for eleven: at most {MostForEleven:0} s)");
        return seconds <= MostForEleven * Math.Max(1, specs.Count / 11.0);
    }

    private static async Task ManyAsync(VmProvider provider, MachineSpec spec, CancellationToken cancellationToken)
    {
        Write($"guests at once   all ready    a guest   memory a guest (share of pages that guests share counted once)");
        foreach (var count in new[] { 1, 2, 4, 8, 16 })
        {
            var watch = Stopwatch.StartNew();
            var guests = await Task.WhenAll(Enumerable.Range(0, count).Select(index => provider.OpenAsync(spec with { Name = $"{spec.Name}-{index}" }, null, cancellationToken)));
            var seconds = watch.Elapsed.TotalSeconds;
            var memory = guests.Sum(guest => ShareMiB(guest.Guest.ProcessId)) / count;
            foreach (var (_, machine) in guests)
                await machine.DisposeAsync();
            Write($"{count,14}   {seconds,7:0.00} s  {seconds / count,7:0.000} s   {memory,6:0} MiB");
        }

        var (guest, booted) = await provider.OpenAsync(spec with { BootsAfresh = true }, null, cancellationToken);
        Write($"one that booted holds {ShareMiB(guest.ProcessId):0} MiB");
        await booted.DisposeAsync();
    }

    private static async Task<double> StartAsync(VmProvider provider, MachineSpec spec, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        await using var machine = await provider.StartAsync(spec, null, cancellationToken);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>QEMU with the same machine, up to its first answer, without a guest that runs.</summary>
    private static async Task<double> LoadAsync(VmProvider provider, MachineSpec spec, CancellationToken cancellationToken)
    {
        var machine = await provider.PrepareAsync(spec, null, cancellationToken);
        var watch = Stopwatch.StartNew();
        await using var guest = await VirtualMachine.StartAsync(machine with { WaitsForState = true }, cancellationToken);
        return watch.Elapsed.TotalSeconds;
    }

    /// <summary>Pss of /proc/PID/smaps_rollup (proc(5)), in MiB.</summary>
    private static double ShareMiB(int process)
    {
        var line = File.ReadLines($"/proc/{process}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
