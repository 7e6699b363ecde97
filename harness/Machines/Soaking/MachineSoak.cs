using System.Diagnostics;
using Conformance.Protocol;

namespace Conformance.Machines.Soaking;

/// <summary>What this process holds at one moment.</summary>
/// <param name="Cycle">After how many cycles.</param>
/// <param name="Descriptors">Open file descriptors.</param>
/// <param name="MemoryBytes">Managed memory that is in use, after a collection.</param>
/// <param name="Children">Processes whose parent this process is.</param>
/// <param name="TemporaryFiles">Entries of ours in the directory for temporary files.</param>
public sealed record SoakSample(int Cycle, int Descriptors, long MemoryBytes, int Children, int TemporaryFiles);

/// <summary>What a soak found.</summary>
/// <param name="Cycles">Machines that were started, used and ended.</param>
/// <param name="Failures">What failed, one sentence each; growth too.</param>
/// <param name="Samples">What was held, first to last.</param>
public sealed record SoakReport(int Cycles, IReadOnlyList<string> Failures, IReadOnlyList<SoakSample> Samples);

/// <summary>Starts, uses and ends machines again and again, and watches whether anything of them stays: descriptors, memory, processes, files.</summary>
public static class MachineSoak
{
    // A pool's thread or a log's buffer more is no leak; a machine holds five descriptors.
    private const int MostDescriptors = 4;
    private const long MostMemory = 8 << 20;

    // What the runtime and the provider allocate once is there after the first cycles.
    private const int FirstSample = 2;

    /// <summary>Runs it.</summary>
    /// <param name="provider">Starts the machines.</param>
    /// <param name="specs">What to start, in turn.</param>
    /// <param name="job">What each machine does.</param>
    /// <param name="cycles">How often; more than two times <paramref name="specs"/> tells something.</param>
    /// <param name="progress">Told the sample, from time to time.</param>
    /// <param name="cancellationToken">Ends it early; what was found until then is lost.</param>
    public static async Task<SoakReport> RunAsync(
        IMachineProvider provider, IReadOnlyList<MachineSpec> specs, Job job, int cycles, IProgress<SoakSample>? progress, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        var samples = new List<SoakSample>();
        var every = Math.Max(1, cycles / 20);
        for (var cycle = 1; cycle <= cycles; cycle++)
        {
            var spec = specs[cycle % specs.Count];
            try
            {
                await using var machine = await provider.StartAsync(spec, progress: null, cancellationToken).ConfigureAwait(false);
                var result = await machine.RunAsync(job with { Id = cycle }, cancellationToken).ConfigureAwait(false);
                if (result.Status != JobStatus.Completed)
                    failures.Add($"cycle {cycle} on {spec.Name}: {result.Status}: {result.Message}");
                if (machine.Doubt is { } doubt)
                    failures.Add($"cycle {cycle} on {spec.Name}: {doubt}");
            }
            catch (MachineException error)
            {
                failures.Add($"cycle {cycle} on {spec.Name}: {error.Reason}: {error.Message.Split('\n')[0]}");
            }

            if (cycle == specs.Count * FirstSample || (cycle > specs.Count * FirstSample && (cycle % every == 0 || cycle == cycles)))
            {
                samples.Add(Sample(cycle));
                progress?.Report(samples[^1]);
            }
        }

        if (samples is [var first, .., var last])
            failures.AddRange(Growth(first, last));
        return new SoakReport(cycles, failures, samples);
    }

    /// <summary>What is more at the end than at the start, in words.</summary>
    internal static IEnumerable<string> Growth(SoakSample first, SoakSample last)
    {
        if (last.Descriptors > first.Descriptors + MostDescriptors)
            yield return $"open descriptors grew from {first.Descriptors} to {last.Descriptors}";
        if (last.MemoryBytes > first.MemoryBytes + MostMemory)
            yield return $"memory in use grew from {first.MemoryBytes >> 20} to {last.MemoryBytes >> 20} MiB";
        if (last.Children > first.Children)
            yield return $"child processes grew from {first.Children} to {last.Children}";
        if (last.TemporaryFiles > first.TemporaryFiles)
            yield return $"temporary files grew from {first.TemporaryFiles} to {last.TemporaryFiles}";
    }

    private static SoakSample Sample(int cycle)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        var self = Environment.ProcessId;
        var children = Directory.EnumerateDirectories("/proc")
            .Count(directory => int.TryParse(Path.GetFileName(directory), out var id) && id != self && ParentOf(id) == self);
        return new SoakSample(
            cycle, Directory.GetFiles("/proc/self/fd").Length, memory, children, Directory.GetFileSystemEntries(Path.GetTempPath(), "conformance-??????").Length);
    }

    private static int ParentOf(int id)
    {
        try
        {
            // proc(5), /proc/PID/stat: state and parent follow the last parenthesis of the name.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.TryParse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], out var parent) ? parent : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
