using System.Globalization;
using Conformance.Cli.Progress;
using Conformance.Harness.Configuration;
using Conformance.Harness.Peers;
using Conformance.Harness.Runs;
using Conformance.Machines;
using Conformance.Protocol;

namespace Conformance.Cli.Bench;

/// <summary>
/// <c>bench engine</c>: our tracer against other ones on the same scripts in one guest, in turn. All are processes of that guest, and all are measured by the kernel's own statistics
/// (<see cref="ProgramCost"/>). The ratios hold where absolute times, of an emulated processor, do not.
/// </summary>
public static class EngineBenchmark
{
    /// <summary>The promises: at most this part of the other's time to attached, and no more time and machine code than LLVM's.</summary>
    private const double MostOfStart = 1.0 / 40, MostOfEvent = 1, MostOfCode = 1;

    private const int Calls = 2000, Batch = 50, DeadlineMs = 180_000;

    private static readonly string[] s_others = ["bpftrace-0.27", "bpftrace-0.23.2"];

    // The guest's own binary, which is the tracer.
    private static readonly PeerSpec s_ours = new() { Name = "ours", Program = "/proc/self/exe", Arguments = ["-B", "line", "{script}"], Instrument = false };

    /// <summary>Measures and prints; 0 if the promises are kept, 1 if not, 3 if they are as far as could be measured but something failed.</summary>
    public static async Task<int> RunAsync(string? kernel, int rounds, CancellationToken cancellationToken)
    {
        if (rounds < 1)
            throw new UsageException("--rounds must be at least 1");
        var options = new Dictionary<string, string?> { ["kernels"] = kernel ?? "6.12", ["machine"] = "vm" };
        var asked = ConfigurationReader.Read(Environment.CurrentDirectory, Environment.GetEnvironmentVariables(), options);
        var configuration = await DefaultServices.ResolveAsync(asked, new ErrorLines(), cancellationToken);
        if (configuration.Kernels is not [var name])
            throw new UsageException($"bench engine measures on one kernel, not on {configuration.Kernels.Count}; name one with --kernels");
        var services = DefaultServices.For(configuration, new SilentObserver(), "bench engine");
        var logs = Directory.CreateTempSubdirectory("conformance-bench-");
        try
        {
            var image = await services.Kernels.FetchAsync(name, null, cancellationToken);
            var peers = new List<ReadyPeer>();
            foreach (var other in s_others)
                peers.Add(await services.Peers!.FetchAsync(other, "vm", null, cancellationToken));
            var spec = new MachineSpec($"bench-engine-{image.Release}", image.ImagePath, services.TracerBinary, logs.FullName)
            {
                // While it unpacks, a guest holds an archive twice, and its file system gets half of what is left beside the packed ones: what does not fit is left out without an error.
                MemoryMiB = configuration.MemoryMiB + (3 * peers.Sum(peer => peer.ArchiveMiB)),
                Archives = [.. peers.Select(peer => peer.Archive!)],
                Accelerator = configuration.Accelerator,
                BootDeadline = 3 * configuration.BootDeadline,
            };
            await using var machine = await services.Machines.StartAsync(spec, null, cancellationToken);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{image.Release}, {machine.Description}; {rounds} rounds in turn, {Calls} events each"));
            var engines = peers.Select(peer => peer.Spec with { Instrument = false }).Prepend(s_ours).ToList();
            var table = new EngineTable([.. engines.Select(engine => engine.Name)]);
            await MeasureAsync(machine, engines, rounds, table, cancellationToken);
            table.Print(Console.Out);
            var kept = table.Kept(MostOfStart, MostOfEvent, MostOfCode);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"promise: start at most {MostOfStart:0.000} of each, time in BPF at most {MostOfEvent:0.0}, machine code at most {MostOfCode:0.0}, in every row: {(kept ? "kept" : "not kept")}"));
            return !kept ? ExitCodes.Unexpected : table.HasFailures ? ExitCodes.NotJudged : ExitCodes.Expected;
        }
        finally
        {
            logs.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(IMachine machine, List<PeerSpec> engines, int rounds, EngineTable table, CancellationToken cancellationToken)
    {
        var jobs = 0;
        foreach (var shape in EngineShapes.All)
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var engine in engines)
                {
                    var job = new Job { Id = ++jobs, ScriptName = "cost.bt", Script = shape.Script, Peer = engine, Cost = new CostSpec(Calls, Batch), TimeoutMs = DeadlineMs };
                    var result = await machine.RunAsync(job, cancellationToken);
                    table.Add(shape.Name, engine.Name, result.Cost, result.Message ?? result.Status.ToString());
                }
            }

            Console.WriteLine($"measured {shape.Name}");
        }
    }
}
