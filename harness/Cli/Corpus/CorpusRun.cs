using Conformance.Engine;
using Conformance.Harness.Configuration;
using Conformance.Harness.Runs;
using Conformance.Images;
using Conformance.Machines;
using Conformance.Protocol;

namespace Conformance.Cli.Corpus;

/// <summary>Runs every script of some packages in one guest a kernel, one kernel after the other.</summary>
public sealed class CorpusRun(RunConfiguration configuration, RunServices services, string logs, IProgress<string> progress)
{
    /// <summary>Most time for one script: some attach to hundreds of functions, which an emulated guest does slowly.</summary>
    private const int TimeoutMs = 120_000;

    private int _jobs;

    /// <summary>One entry a script and kernel.</summary>
    /// <exception cref="MachineException">A guest does not start.</exception>
    public async Task<IReadOnlyList<CorpusEntry>> RunAsync(IReadOnlyList<ScriptPackage> packages, CancellationToken cancellationToken)
    {
        var entries = new List<CorpusEntry>();
        foreach (var asked in configuration.Kernels)
        {
            var kernel = await services.Kernels.FetchAsync(asked, progress, cancellationToken);
            IMachine? machine = null;
            try
            {
                foreach (var package in packages)
                {
                    foreach (var script in package.Scripts)
                    {
                        if (machine is { IsHealthy: false })
                        {
                            await machine.DisposeAsync();
                            machine = null;
                        }

                        machine ??= await services.Machines.StartAsync(Spec(kernel), progress, cancellationToken);
                        var (outcome, sentence) = await TryAsync(machine, script, cancellationToken);
                        entries.Add(new CorpusEntry(script.Name, $"{package.Suite} {package.Version}", kernel.Release, outcome, sentence));
                        progress.Report($"{kernel.Release} {package.Suite} {script.Name}: {(outcome == CorpusOutcome.Attached ? "attached" : $"{outcome.ToString().ToLowerInvariant()}: {sentence}")}");
                    }
                }
            }
            finally
            {
                if (machine is not null)
                    await machine.DisposeAsync();
            }
        }

        return entries;
    }

    /// <summary>A machine that a script kills is ours to mend too, and the next script gets another one.</summary>
    private async Task<(CorpusOutcome Outcome, string Sentence)> TryAsync(IMachine machine, PackagedScript script, CancellationToken cancellationToken)
    {
        var job = new Job
        {
            Id = ++_jobs,
            ScriptName = script.Name,
            Script = script.Text,
            Options = new EngineOptions { Unsafe = true, Parameters = new ScriptParameters(["1"], new Dictionary<string, string>()) },
            Workloads = [new WorkloadSpec("null", new Dictionary<string, long>())],
            TimeoutMs = TimeoutMs,
        };
        try
        {
            return CorpusJudge.Of(await machine.RunAsync(job, cancellationToken));
        }
        catch (MachineException e)
        {
            return (CorpusOutcome.Ours, $"the machine failed: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private MachineSpec Spec(BootKernel kernel) => services.MachineOf(configuration, $"corpus-{kernel.Release}", kernel.ImagePath, logs);
}
