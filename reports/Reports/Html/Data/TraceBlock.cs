using Conformance.Engine;
using Conformance.Harness.Results;
using Conformance.Protocol;

namespace Conformance.Reports.Html.Data;

/// <summary>One trace as the page holds it. Strings are numbers of the page's string table; firings are columns.</summary>
internal sealed record TraceBlock
{
    /// <summary>Why there is no trace.</summary>
    public string? Problem { get; init; }

    /// <summary>Address of the whole trace.</summary>
    public string? Link { get; init; }

    public int Name { get; init; }

    public int Script { get; init; }

    public string? Order { get; init; }

    public IReadOnlyList<string>? Workloads { get; init; }

    /// <summary>Each workload's own count: calls and threads.</summary>
    public IReadOnlyList<int[]>? Calls { get; init; }

    public string? Status { get; init; }

    public string? Message { get; init; }

    public string? Log { get; init; }

    public ulong Lost { get; init; }

    /// <summary>Each probe: mechanism, hook, attach point (strings), line.</summary>
    public IReadOnlyList<int[]>? Probes { get; init; }

    public IReadOnlyList<int>? Attached { get; init; }

    public IReadOnlyList<string>? Notes { get; init; }

    /// <summary>Microseconds: compile, load, attach, workload, drain, detach, total.</summary>
    public IReadOnlyList<long>? Timings { get; init; }

    /// <summary>Firings and invocations in the trace, invocations held whole.</summary>
    public IReadOnlyList<int>? Sizes { get; init; }

    public FiringColumns? Firings { get; init; }

    public static TraceBlock Of(TraceFile file, string link, IReadOnlyCollection<int> marked, int most, StringTable strings)
    {
        var (job, result) = (file.Job, file.Result);
        var probes = result.Probes.Where(p => p is not null).OrderBy(p => p.Index).ToList();
        var hooks = probes.GroupBy(p => p.Index).ToDictionary(g => g.Key, g => g.First().Hook ?? "");
        var selection = FiringSelection.Choose(result.Firings, p => hooks.GetValueOrDefault(p, ""), marked, most);
        var timings = result.Timings ?? new JobTimings();
        return new TraceBlock
        {
            Link = link,
            Name = strings.Of(job.ScriptName),
            Script = strings.Of(job.Script),
            Order = job.Options?.AttachOrder == AttachOrder.Written ? "written" : "script",
            Workloads = [.. (job.Workloads ?? []).Where(w => w?.Parameters is not null).Select(w => w.ToString())],
            Calls = [.. (result.Workloads ?? []).Where(w => w?.Threads is not null).Select(w => new[] { w.Threads.Sum(t => t.Calls), w.Threads.Count })],
            Status = result.Status == JobStatus.Completed ? null : result.Status.ToString(),
            Message = result.Message,
            Log = result.Log is { Length: > 0 } log ? Reading.LogTail.Clean(log) : null,
            Lost = result.Lost,
            Probes = [.. probes.Select(p => new[] { p.Index, strings.Of(p.Mechanism), strings.Of(p.Hook), strings.Of(p.AttachPoint), p.Line })],
            Attached = result.AttachSequence ?? [],
            Notes = result.OrderNotes is { Count: > 0 } notes ? notes : null,
            Timings = [timings.Compile, timings.LoadKernel, timings.AttachKernel, timings.Workload, timings.Drain, timings.DetachKernel, timings.Total],
            Sizes = [result.Firings.Count, selection.InvocationsInTrace, selection.Invocations],
            Firings = FiringColumns.Of(result.Firings, selection.Indices),
        };
    }
}

/// <summary>Firings by column: numbers of one kind beside each other, as differences where they grow, one number where all are the same.</summary>
/// <param name="Position">Index in the trace, minus that of the firing before, minus 1.</param>
/// <param name="Probe">Probe.</param>
/// <param name="Cpu">CPU.</param>
/// <param name="Threads">The thread ids that occur.</param>
/// <param name="Thread">Index into <paramref name="Threads"/>.</param>
/// <param name="Time">Nanoseconds after the firing before; the first is 0.</param>
/// <param name="Sequence">Sequence number minus the one before it on the same CPU, minus 1.</param>
/// <param name="Invocation">Invocation.</param>
/// <param name="Count">How many.</param>
internal sealed record FiringColumns(
    object Position, object Probe, object Cpu, IReadOnlyList<int> Threads, object Thread, object Time, object Sequence, object Invocation, int Count)
{
    public static FiringColumns Of(IReadOnlyList<Firing> firings, IReadOnlyList<int> indices)
    {
        var kept = indices.Select(i => firings[i]).ToList();
        var threads = kept.Select(f => f.ThreadId).Distinct().ToList();
        var threadNumbers = threads.Index().ToDictionary(t => t.Item, t => t.Index);
        var last = new Dictionary<int, ulong>();
        var sequence = kept.Select(f =>
        {
            var difference = unchecked((long)(f.Sequence - last.GetValueOrDefault(f.Cpu)) - 1);
            last[f.Cpu] = f.Sequence;
            return difference;
        });
        return new FiringColumns(
            Column(indices.Select((index, n) => (long)index - (n == 0 ? -1 : indices[n - 1]) - 1)),
            Column(kept.Select(f => (long)f.Probe)),
            Column(kept.Select(f => (long)f.Cpu)),
            threads,
            Column(kept.Select(f => (long)threadNumbers[f.ThreadId])),
            Column(kept.Select((f, n) => n == 0 ? 0 : unchecked((long)(f.TimeNs - kept[n - 1].TimeNs)))),
            Column(sequence),
            Column(kept.Select(f => (long)f.Invocation)),
            kept.Count);
    }

    private static object Column(IEnumerable<long> values)
    {
        var column = values.ToArray();
        return column.Length > 0 && column.All(v => v == column[0]) ? column[0] : column;
    }
}
