using System.Globalization;
using Conformance.Cli.Progress;
using Conformance.Harness.Configuration;
using Conformance.Harness.Peers;
using Conformance.Harness.Runs;
using Conformance.Machines;
using Conformance.Protocol;

namespace Conformance.Cli.Bench;

/// <summary>
/// <c>bench engine</c>: our tracer against other ones on the same scripts in one guest, in turn. All are processes of that guest, and all are measured by the same things
/// (<see cref="ProgramCost"/>). The ratios hold where absolute times, of an emulated processor, do not.
/// </summary>
public static class EngineBenchmark
{
    private const int Calls = 2000, Batch = 50, DeadlineMs = 180_000;

    // As many lines as the smallest buffer of the three takes at once, and enough batches to be no accident.
    private const int PacedBatch = 2000, PacedCalls = 5 * PacedBatch;

    private static readonly string[] s_others = ["bpftrace-0.27", "bpftrace-0.23.2"];

    // The guest's own binary, which is the tracer.
    private static readonly PeerSpec s_ours = new() { Name = "ours", Program = "/proc/self/exe", Arguments = ["-B", "line", "{script}"], Instrument = false };

    /// <summary>Measures and prints; 0 if the promises are kept, 1 if not, 3 if they are as far as could be measured but something failed.</summary>
    /// <param name="kernel">The one kernel to measure on; <c>null</c>: 6.12.</param>
    /// <param name="rounds">How often each engine runs each script.</param>
    /// <param name="growth">Whether scripts with many probes and many statements are measured too.</param>
    /// <param name="document">A Markdown file whose tables are replaced, with a chart beside it; or <c>null</c>.</param>
    public static async Task<int> RunAsync(string? kernel, int rounds, bool growth, string? document, CancellationToken cancellationToken)
    {
        if (rounds < 1)
            throw new UsageException("--rounds must be at least 1");
        var report = document is null ? null : EngineDocument.Open(document);
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
            var plain = services.MachineOf(configuration, $"bench-engine-{image.Release}", image.ImagePath, logs.FullName);
            var spec = plain.Unpacking([.. peers.Select(peer => peer.Archive!)], peers.Sum(peer => peer.ArchiveMiB)) with { BootDeadline = 3 * plain.BootDeadline };
            await using var machine = await services.Machines.StartAsync(spec, null, cancellationToken);
            var place = string.Create(CultureInfo.InvariantCulture, $"{image.Release}, {machine.Description}; {rounds} rounds in turn, {Calls} events each");
            Console.WriteLine(place);
            var engines = peers.Select(peer => peer.Spec with { Instrument = false }).Prepend(s_ours).ToList();
            var names = engines.Select(engine => engine.Name).ToList();
            var run = new EngineRuns(machine, engines, DeadlineMs);
            var table = new EngineTable(names);
            await MeasureAsync(run, rounds, table, cancellationToken);
            var grown = growth ? await EngineGrowth.MeasureAsync(run, cancellationToken) : null;
            using var text = new StringWriter();
            text.WriteLine(place);
            table.Print(text);
            grown?.Print(text);
            var kept = table.Kept && grown is not { Kept: false };
            text.WriteLine(table.Promise);
            Console.Write(text.ToString());
            Console.WriteLine($"promises: {(kept ? "kept" : "not kept")}");
            report?.Write(text.ToString(), grown is null ? null : GrowthChart.Draw(grown));
            return !kept ? ExitCodes.Unexpected : table.HasFailures ? ExitCodes.NotJudged : ExitCodes.Expected;
        }
        finally
        {
            logs.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(EngineRuns run, int rounds, EngineTable table, CancellationToken cancellationToken)
    {
        foreach (var shape in EngineShapes.All)
        {
            var cost = shape.Paced ? new CostSpec(PacedCalls, PacedBatch) { Paced = true } : new CostSpec(Calls, Batch);
            for (var round = 0; round < rounds; round++)
                foreach (var engine in run.Engines)
                {
                    var result = await run.AskAsync(shape.Script, engine, cost, cancellationToken);
                    table.Add(shape.Name, engine.Name, result.Cost, result.Message ?? result.Status.ToString());
                }

            Console.WriteLine($"measured {shape.Name}");
        }
    }
}

/// <summary>The guest and the engines in it.</summary>
internal sealed class EngineRuns(IMachine machine, IReadOnlyList<PeerSpec> engines, int deadlineMs)
{
    private int _jobs;

    /// <summary>Ours first.</summary>
    public IReadOnlyList<PeerSpec> Engines => engines;

    /// <summary>Has an engine run a script and says what it cost.</summary>
    public Task<JobResult> AskAsync(string script, PeerSpec engine, CostSpec cost, CancellationToken cancellationToken) =>
        machine.RunAsync(new Job { Id = ++_jobs, ScriptName = "cost.bt", Script = script, Peer = engine, Cost = cost, TimeoutMs = deadlineMs }, cancellationToken);

    /// <summary>Has the agent's own engine run it, which tells where the time goes.</summary>
    public Task<JobResult> AskOursAsync(string script, CancellationToken cancellationToken) =>
        machine.RunAsync(new Job { Id = ++_jobs, ScriptName = "cost.bt", Script = script, Options = new() { RecordFirings = false }, TimeoutMs = deadlineMs }, cancellationToken);
}
