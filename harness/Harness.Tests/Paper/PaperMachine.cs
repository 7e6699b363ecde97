using System.Text.RegularExpressions;
using Conformance.Engine;
using Conformance.Machines;
using Conformance.Protocol;

namespace Conformance.Harness.Tests.Paper;

/// <summary>
/// A machine that is nowhere but in memory, for what real machines do too seldom: dying, hanging, not starting. It lets probes fire as a kernel
/// would that runs oldest first, unless a test tells it otherwise.
/// </summary>
internal sealed partial class PaperMachine(string kernel, Func<Job, CancellationToken, Task<JobResult>> run) : IMachine
{
    public Hello Hello { get; } = new(1, kernel, "x86_64", 1, []);

    public string Description => "paper";

    public bool IsHealthy { get; set; } = true;

    public string? ConsoleLog => null;

    public bool IsDisposed { get; private set; }

    public int Jobs { get; private set; }

    public async Task<JobResult> RunAsync(Job job, CancellationToken cancellationToken)
    {
        Jobs++;
        return await run(job, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        IsHealthy = false;
        return ValueTask.CompletedTask;
    }

    /// <summary>What a faultless tracer on a faultless kernel answers.</summary>
    public static JobResult Answer(Job job)
    {
        var lines = ProbeLine().Matches(job.Script);
        var writes = lines.Select(line => MapWrite().Match(line.Value)).ToArray();
        var probes = lines.Select((match, index) => new ProbeInfo(index, match.Groups["mechanism"].Value, match.Groups["hook"].Value, $"{match.Groups["mechanism"].Value}:{match.Groups["hook"].Value}", 1 + job.Script.AsSpan(0, match.Index).Count('\n'))).ToArray();
        var result = new JobResult { Id = job.Id, Status = JobStatus.Completed, Probes = probes, AttachSequence = [.. Enumerable.Range(0, probes.Length)] };
        var firings = new List<Firing>();
        var output = new List<OutputText>();
        var reports = new List<WorkloadReport>();
        var thread = 100;
        foreach (var workload in job.Workloads)
        {
            var start = (ulong)firings.Count;
            var threads = new List<WorkloadThread>();
            for (var i = 0; i < workload.Parameters["threads"]; i++, thread++)
            {
                var last = new Dictionary<string, string>();
                for (uint call = 1; call <= workload.Parameters["times"]; call++)
                {
                    foreach (var (probe, invocation) in Runs(probes, call))
                    {
                        var firing = new Firing(probe.Index, 0, thread, (ulong)firings.Count + 1, (ulong)firings.Count + 1, invocation);
                        firings.Add(firing);
                        if (writes[probe.Index] is { Success: true } write)
                        {
                            output.Add(new OutputText($"{last.GetValueOrDefault(write.Groups["map"].Value, "0")}\n", firing));
                            last[write.Groups["map"].Value] = write.Groups["value"].Value;
                        }
                        else if (job.Script.Contains("retval"))
                            output.Add(new OutputText("0\n", firing));
                    }
                }

                var calls = (int)workload.Parameters["times"];
                threads.Add(new WorkloadThread(thread, 0, calls, new long[calls], new long[calls]));
            }

            reports.Add(new WorkloadReport(workload, start, (ulong)firings.Count, threads));
        }

        return result with { Firings = firings, Output = output, Workloads = reports };
    }

    /// <summary>Sessions run once more when the call returns.</summary>
    private static IEnumerable<(ProbeInfo Probe, uint Invocation)> Runs(IEnumerable<ProbeInfo> probes, uint call) =>
    [
        .. probes.OrderBy(probe => RunsAt(probe.Mechanism)).Select(probe => (probe, IsSession(probe) ? (2 * call) - 1 : call)),
        .. probes.Where(IsSession).Select(probe => (probe, 2 * call)),
    ];

    private static bool IsSession(ProbeInfo probe) => probe.Mechanism.Contains("session", StringComparison.Ordinal);

    private static int RunsAt(string mechanism) => mechanism switch { "kprobe" => 0, "fentry" => 1, "fexit" => 2, _ => 3 };

    [GeneratedRegex(@"^(?<mechanism>[\w.]+):(?<hook>[\w:./-]+).*$", RegexOptions.Multiline)]
    private static partial Regex ProbeLine();

    /// <summary>The suites' chain: a probe prints what it finds in a map, then writes its own number there.</summary>
    [GeneratedRegex(@"@(?<map>\w+)\[tid\] = (?<value>\d+);")]
    private static partial Regex MapWrite();
}
