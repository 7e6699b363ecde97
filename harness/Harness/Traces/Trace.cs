using Conformance.Engine;
using Conformance.Protocol;

namespace Conformance.Harness.Traces;

/// <summary>
/// What one workload of a measured run left behind, made convenient for judging. Only firings of the workload's own threads, while it ran,
/// are judged; all others stay in <see cref="Result"/>.
/// </summary>
public sealed class Trace
{
    private Trace(Job job, JobResult result, WorkloadReport workload, IReadOnlyList<TraceProbe> probes, IReadOnlyList<TraceFiring> firings, string? damage, ulong lost)
    {
        (Job, Result, Workload, Probes, Firings, Damage, Lost) = (job, result, workload, probes, firings, damage, lost);
        Invocations = Group(firings);
    }

    /// <summary>What was asked.</summary>
    public Job Job { get; }

    /// <summary>Everything that came back.</summary>
    public JobResult Result { get; }

    /// <summary>The workload's own report.</summary>
    public WorkloadReport Workload { get; }

    /// <summary>All probes, in written order.</summary>
    public IReadOnlyList<TraceProbe> Probes { get; }

    /// <summary>The judged firings, in stream order.</summary>
    public IReadOnlyList<TraceFiring> Firings { get; }

    /// <summary>The judged firings by call, ordered by the stream position of each call's first firing.</summary>
    public IReadOnlyList<Invocation> Invocations { get; }

    /// <summary>Events that are missing: what the engine counted as lost, or the gaps in the per-CPU sequence if they are more.</summary>
    public ulong Lost { get; }

    /// <summary>Runs of probes that the kernel skipped, by its own count (see <see cref="JobResult.Skipped"/>); they shift the invocation numbers of that probe.</summary>
    public ulong Skipped => Result.Skipped.Aggregate(0UL, (sum, count) => sum + count);

    /// <summary>Why the stream contradicts itself so that no position in it can be trusted, or <c>null</c>.</summary>
    public string? Damage { get; }

    /// <summary>Makes the trace of one of a job's workloads. Linear in the number of firings.</summary>
    /// <param name="workload">Index in <see cref="JobResult.Workloads"/>.</param>
    /// <exception cref="ArgumentException">The result has no such workload, or has not completed.</exception>
    public static Trace Of(Job job, JobResult result, int workload = 0)
    {
        if (result.Status != JobStatus.Completed)
            throw new ArgumentException($"A job that ended as {result.Status} has no trace.", nameof(result));
        if (workload < 0 || workload >= result.Workloads.Count)
            throw new ArgumentException($"The job reported {result.Workloads.Count} workloads, there is none at index {workload}.", nameof(workload));
        var report = result.Workloads[workload];
        var threads = report.Threads.ToDictionary(thread => thread.ThreadId, thread => (Start: Math.Max(report.StartNs, thread.StartNs), End: thread.EndNs > 0 ? thread.EndNs : report.EndNs));
        var probes = new TraceProbe?[result.Probes.Count == 0 ? 0 : result.Probes.Max(probe => probe.Index) + 1];
        foreach (var probe in result.Probes)
            probes[probe.Index] = new TraceProbe(probe.Index, TraceProbe.LabelOf(probe.Index), probe.Mechanism, probe.Hook);

        var stream = new StreamCheck();
        var firings = new List<TraceFiring>();
        for (var position = 0; position < result.Firings.Count; position++)
        {
            var firing = result.Firings[position];
            stream.Next(firing);
            if (firing.Probe < 0 || firing.Probe >= probes.Length || probes[firing.Probe] is not { } probe)
                stream.Damaged($"the firing at position {position} names probe {firing.Probe}, which the script does not have");
            else if (threads.TryGetValue(firing.ThreadId, out var time) && firing.TimeNs >= time.Start && firing.TimeNs <= time.End)
            {
                if (firing.Invocation == 0)
                    stream.Damaged($"the firing at position {position} was not counted (the engine's map of invocations was full)");
                firings.Add(new TraceFiring(position, probe, firing));
            }
        }

        return new Trace(job, result, report, [.. probes.OfType<TraceProbe>()], firings, stream.Damage, Math.Max(result.Lost, stream.Gaps));
    }

    /// <summary>How much there is to judge: <c>25 invocations on 5 threads, 200 firings</c>.</summary>
    public override string ToString()
    {
        var threads = Invocations.Select(invocation => invocation.ThreadId).Distinct().Count();
        return $"{Count(Invocations.Count, "invocation")} on {Count(threads, "thread")}, {Count(Firings.Count, "firing")}";
    }

    /// <summary>A number with its noun, in the plural where it belongs (<c>1 firing</c>, <c>2 firings</c>).</summary>
    internal static string Count(long number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    private static List<Invocation> Group(IReadOnlyList<TraceFiring> firings)
    {
        var calls = new Dictionary<(string, int, uint), List<TraceFiring>>();
        var order = new List<Invocation>();
        foreach (var firing in firings)
        {
            var key = (firing.Probe.Hook, firing.Firing.ThreadId, firing.Firing.Invocation);
            if (!calls.TryGetValue(key, out var call))
            {
                calls.Add(key, call = []);
                order.Add(new Invocation(key.Hook, key.ThreadId, key.Invocation, call));
            }

            call.Add(firing);
        }

        return order;
    }

    /// <summary>
    /// Follows the sequence numbers through the stream. On one CPU each number occurs once, without gaps unless events were lost, and the numbers of
    /// one thread ascend. Between threads they need not: a kernel that preempts (7.3 does) may stop a probe after it took its number and before
    /// it took its place in the buffer, while another thread's probes run. So order is only ever judged within a thread.
    /// </summary>
    private sealed class StreamCheck
    {
        private readonly Dictionary<int, HashSet<ulong>> _seen = [];
        private readonly Dictionary<(int Cpu, int ThreadId), ulong> _last = [];

        public string? Damage { get; private set; }

        /// <summary>Numbers up to the highest of each CPU that never came.</summary>
        public ulong Gaps => _seen.Values.Aggregate(0UL, (sum, numbers) => sum + numbers.Max() - (ulong)numbers.Count);

        public void Next(in Firing firing)
        {
            if (!_seen.TryGetValue(firing.Cpu, out var seen))
                _seen.Add(firing.Cpu, seen = []);
            var last = _last.GetValueOrDefault((firing.Cpu, firing.ThreadId));
            if (firing.Sequence == 0 || !seen.Add(firing.Sequence))
                Damaged($"event {firing.Sequence} of CPU {firing.Cpu} is there twice");
            else if (firing.Sequence < last)
                Damaged($"event {firing.Sequence} of CPU {firing.Cpu} arrived after event {last} of the same thread");
            _last[(firing.Cpu, firing.ThreadId)] = Math.Max(last, firing.Sequence);
        }

        public void Damaged(string what) => Damage ??= what;
    }
}
