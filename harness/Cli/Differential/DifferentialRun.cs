using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Conformance.Harness.Configuration;
using Conformance.Harness.Peers;
using Conformance.Harness.Runs;
using Conformance.Images;
using Conformance.Machines;
using Conformance.Protocol;

namespace Conformance.Cli.Differential;

/// <summary>Every tracer's answers to one script.</summary>
/// <param name="Answers">By tracer, ours first; one that failed is missing.</param>
/// <param name="Failures">Why, by tracer.</param>
public sealed record ScriptAnswers(DifferentialScript Script, IReadOnlyDictionary<string, CommandAnswer> Answers, IReadOnlyDictionary<string, string> Failures);

/// <summary>Runs scripts under all tracers, as processes of one guest; several guests share the scripts.</summary>
public sealed class DifferentialRun(RunConfiguration configuration, RunServices services, BootKernel kernel, IReadOnlyList<ReadyPeer> peers, PeerImage shell, AnswerStore store, string logs, IProgress<string> progress)
{
    /// <summary>What answers call our tracer.</summary>
    public const string Ours = "ours";

    /// <summary>For one process: in an emulated guest on a busy host bpftrace takes up to half a minute to start.</summary>
    private const int TimeoutMs = 180_000;

    /// <summary>Scripts start commands by it, and bpftrace 0.23.2 asks a compiler for its headers by it: without any it dies of a script with a definition.</summary>
    private readonly Dictionary<string, string> _links = new() { ["/bin/sh"] = shell.Program };

    // The shell is this machine's: it finds its libraries as the tracer's child that starts it. A peer has its own, which do for it.
    private readonly PeerSpec _ours = new()
    {
        Name = Ours,
        Program = "/init",
        Arguments = [],
        Instrument = false,
        Environment = new Dictionary<string, string> { ["LD_LIBRARY_PATH"] = shell.Libraries },
        Interpreter = shell.Interpreter ?? "",
        Loader = shell.Loader ?? "",
    };

    private readonly Lazy<string> _binary = new(() => $" {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(services.TracerBinary)))}");

    private int _jobs, _done;

    /// <summary>Runs them all.</summary>
    /// <param name="guests">How many guests at once.</param>
    /// <returns>In the order of the scripts.</returns>
    /// <exception cref="MachineException">A guest does not start.</exception>
    public async Task<IReadOnlyList<ScriptAnswers>> RunAsync(IReadOnlyList<DifferentialScript> scripts, int guests, CancellationToken cancellationToken)
    {
        var known = scripts.ToDictionary(script => script, Known);
        var waiting = new ConcurrentQueue<DifferentialScript>(scripts.OrderBy(script => known[script].Count)); // What takes longest comes first.
        var asked = peers.Where(peer => known.Values.Any(answers => !answers.ContainsKey(peer.Spec.Name))).ToList();
        var answers = new ConcurrentDictionary<string, ScriptAnswers>();
        var lanes = Enumerable.Range(0, Math.Min(guests, scripts.Count)).Select(lane => Lane(lane));
        await Task.WhenAll(lanes);
        return [.. scripts.Select(script => answers[script.Name])];

        async Task Lane(int lane)
        {
            IMachine? machine = null;
            try
            {
                while (waiting.TryDequeue(out var script))
                {
                    if (machine is { IsHealthy: false } or { Doubt: not null })
                    {
                        await machine.DisposeAsync();
                        machine = null;
                    }

                    machine ??= await services.Machines.StartAsync(Spec(lane, asked), progress, cancellationToken);
                    answers[script.Name] = await AskAllAsync(machine, script, known[script], cancellationToken);
                    var times = answers[script.Name].Answers.Select(answer => string.Create(CultureInfo.InvariantCulture, $"{answer.Key} {answer.Value.Milliseconds / 1000:0.0} s"));
                    progress.Report($"{Interlocked.Increment(ref _done)}/{scripts.Count} {script.Name}: {string.Join(", ", times.Concat(answers[script.Name].Failures.Values))}");
                }
            }
            finally
            {
                if (machine is not null)
                    await machine.DisposeAsync();
            }
        }
    }

    private Dictionary<string, CommandAnswer> Known(DifferentialScript script)
    {
        var known = new Dictionary<string, CommandAnswer>();
        foreach (var peer in peers)
        {
            if (store.Find(KeyOf(peer, script)) is { } answer)
                known.Add(peer.Spec.Name, answer);
        }

        return known;
    }

    private async Task<ScriptAnswers> AskAllAsync(IMachine machine, DifferentialScript script, Dictionary<string, CommandAnswer> known, CancellationToken cancellationToken)
    {
        var answers = new Dictionary<string, CommandAnswer>();
        var failures = new Dictionary<string, string>();
        await AskAsync(_ours);
        foreach (var peer in peers)
        {
            if (known.TryGetValue(peer.Spec.Name, out var answer))
                answers.Add(peer.Spec.Name, answer);
            else if (await AskAsync(peer.Spec) is { } fresh)
                store.Keep(KeyOf(peer, script), fresh);
        }

        return new(script, answers, failures);

        async Task<CommandAnswer?> AskAsync(PeerSpec tracer)
        {
            var job = new Job { Id = Interlocked.Increment(ref _jobs), ScriptName = script.Name, Script = script.Code, Peer = tracer, Command = new CommandSpec(script.CommandLine) { Links = _links }, TimeoutMs = TimeoutMs };
            try
            {
                var result = await machine.RunAsync(job, cancellationToken);
                if (result.Answer is { } answer)
                {
                    answers.Add(tracer.Name, answer);
                    return answer;
                }

                failures.Add(tracer.Name, $"{tracer.Name}: {result.Message ?? result.Status.ToString()}");
            }
            catch (MachineException exception)
            {
                failures.Add(tracer.Name, $"{tracer.Name}: the machine failed: {exception.Message.ReplaceLineEndings(" ")}");
            }

            return null;
        }
    }

    /// <summary>Where a script looks into the guest's own binary, that is part of the question.</summary>
    private string KeyOf(ReadyPeer peer, DifferentialScript script) =>
        AnswerStore.Key($"{peer.Spec.Name} {peer.Version}{(script.Code.Contains("/init", StringComparison.Ordinal) ? _binary.Value : "")}", kernel.Release, script);

    private MachineSpec Spec(int lane, List<ReadyPeer> asked)
    {
        var spec = services.MachineOf(configuration, $"differential-{kernel.Release}-{lane}", kernel.ImagePath, logs);
        return spec.Unpacking([shell.Archive, .. asked.Select(peer => peer.Archive!)], asked.Sum(peer => peer.ArchiveMiB)) with { BootDeadline = 3 * spec.BootDeadline };
    }
}
