using System.Diagnostics;
using Conformance.Protocol;

namespace Conformance.Machines.Trials;

/// <summary>What became of a kernel that was tried.</summary>
/// <param name="Name">The machine's name.</param>
/// <param name="Release">What <c>uname -r</c> says in it; <c>null</c> if it did not come that far.</param>
/// <param name="How">How it started (<c>booted and saved</c>), or what was wrong.</param>
/// <param name="Seconds">From the start to the agent's first answer.</param>
/// <param name="Again">The same for a second start, which restores the guest that the first has saved.</param>
/// <param name="Fired">Firings of the trial's probes by mechanism, for the calls that the workload made.</param>
/// <param name="Lacking">Features that the kernel has not.</param>
/// <param name="Works">Whether it starts twice and every probe that it has fires as often as the workload calls.</param>
public sealed record KernelTrialResult(
    string Name, string? Release, string How, double Seconds, double Again, IReadOnlyDictionary<string, int> Fired, IReadOnlyList<string> Lacking, bool Works);

/// <summary>Finds out whether kernels work here at all: each is started twice, and probes on one function must see each of its calls.</summary>
public static class KernelTrial
{
    private const int Calls = 5;
    private const string Hook = "hrtimer_nanosleep";

    private static readonly string[] s_mechanisms = ["fentry", "fexit", "kprobe", "kretprobe"];

    /// <summary>Tries kernels, some side by side.</summary>
    /// <param name="provider">Starts the machines.</param>
    /// <param name="specs">One for each kernel.</param>
    /// <param name="sideBySide">How many at once.</param>
    /// <param name="each">Told each result as it comes; not at once for two.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The results, in the order of the kernels.</returns>
    public static async Task<IReadOnlyList<KernelTrialResult>> RunAsync(
        IMachineProvider provider, IReadOnlyList<MachineSpec> specs, int sideBySide, Action<KernelTrialResult> each, CancellationToken cancellationToken)
    {
        var results = new KernelTrialResult[specs.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = sideBySide, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, specs.Count), options, async (index, stop) =>
        {
            results[index] = await TryAsync(provider, specs[index], stop).ConfigureAwait(false);
            lock (results)
                each(results[index]);
        }).ConfigureAwait(false);
        return results;
    }

    private static async Task<KernelTrialResult> TryAsync(IMachineProvider provider, MachineSpec spec, CancellationToken cancellationToken)
    {
        var result = new KernelTrialResult(spec.Name, null, "", 0, 0, new Dictionary<string, int>(), [], Works: false);
        try
        {
            var watch = Stopwatch.StartNew();
            await using (var machine = await provider.StartAsync(spec, progress: null, cancellationToken).ConfigureAwait(false))
            {
                result = result with
                {
                    Release = machine.Hello.KernelRelease,
                    How = machine.Description.Split(", ")[^1],
                    Seconds = watch.Elapsed.TotalSeconds,
                    Lacking = [.. machine.Hello.Features.Where(feature => !feature.Available).Select(feature => feature.Name)],
                };
                result = await FireAsync(machine, result, cancellationToken).ConfigureAwait(false);
            }

            watch.Restart();
            await using var second = await provider.StartAsync(spec, progress: null, cancellationToken).ConfigureAwait(false);
            return result with { Again = watch.Elapsed.TotalSeconds, Works = result.Works && second.IsHealthy };
        }
        catch (MachineException error)
        {
            return result with { How = $"{error.Reason}: {error.Message.Split('\n')[0]}", Works = false };
        }
    }

    /// <summary>One job a mechanism, since one that a kernel lacks must not spoil the others.</summary>
    private static async Task<KernelTrialResult> FireAsync(IMachine machine, KernelTrialResult result, CancellationToken cancellationToken)
    {
        var fired = new Dictionary<string, int>();
        foreach (var mechanism in s_mechanisms)
        {
            var job = new Job
            {
                Id = fired.Count + 1,
                ScriptName = $"{mechanism}.bt",
                Script = $"{mechanism}:{Hook} {{ }}\n",
                Options = new() { RecordFirings = true },
                Workloads = [new WorkloadSpec("nanosleep", new Dictionary<string, long> { ["times"] = Calls, ["interval_us"] = 50 })],
            };
            var answer = await machine.RunAsync(job, cancellationToken).ConfigureAwait(false);
            if (answer.Status == JobStatus.Unsupported)
                continue;
            if (answer.Status != JobStatus.Completed || machine.Doubt is not null)
                return result with { Fired = fired, How = $"{mechanism}: {answer.Status}: {machine.Doubt ?? answer.Message}" };
            var thread = answer.Workloads[0].Threads[0];
            fired[mechanism] = answer.Firings.Count(firing => firing.ThreadId == thread.ThreadId && (thread.StartNs == 0 || (firing.TimeNs >= thread.StartNs && firing.TimeNs <= thread.EndNs)));
        }

        return result with { Fired = fired, Works = fired.Count > 0 && fired.Values.All(count => count == Calls) };
    }
}
