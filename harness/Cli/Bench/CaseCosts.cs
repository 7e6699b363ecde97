using System.Globalization;
using System.Text.Json;
using Conformance.Harness.Results;
using Conformance.Protocol;

namespace Conformance.Cli.Bench;

/// <summary>Where the time of a run's measurements went, read back from its directory. Milliseconds.</summary>
public sealed class CaseCosts
{
    private readonly List<TraceFile> traces;
    private readonly double judgingMs;

    private CaseCosts(List<TraceFile> traces, double judgingMs, int cases) => (this.traces, this.judgingMs, Cases) = (traces, judgingMs, cases);

    /// <summary>Number of measurements.</summary>
    public int Count => traces.Count;

    /// <summary>Number of results that stand on them.</summary>
    public int Cases { get; }

    /// <summary>Median over measurements of what is neither the kernel's work nor the workload.</summary>
    public double MeasurementMs => Median(OwnMs);

    /// <summary>The same as a mean over cases, which share measurements, with all judging.</summary>
    public double CaseMs => (traces.Sum(OwnMs) + judgingMs) / Math.Max(1, Cases);

    /// <summary>What a measurement costs in the first half of a kernel's and in the second: the same, if cost grows with the number of cases and no faster. Medians over all kernels.</summary>
    public (double First, double Second) Halves => (Median(traces.Where(trace => !IsLate(trace)), OwnMs), Median(traces.Where(IsLate), OwnMs));

    /// <summary>The same for each kernel: the least and the most of their medians. Alike, if cost grows with the number of kernels and no faster.</summary>
    public (double Least, double Most) Kernels
    {
        get
        {
            var medians = traces.GroupBy(trace => trace.Kernel).Select(kernel => Median(kernel, OwnMs)).DefaultIfEmpty().ToArray();
            return (medians.Min(), medians.Max());
        }
    }

    /// <summary>Reads the traces and results of a finished run.</summary>
    public static CaseCosts Read(string directory)
    {
        var traces = Directory.EnumerateFiles(Path.Combine(directory, "logs", "traces"), "*.json", SearchOption.AllDirectories)
            .ToDictionary(
                file => Path.GetRelativePath(directory, file),
                file => JsonSerializer.Deserialize<TraceFile>(File.ReadAllText(file), JournalJson.Line)!,
                StringComparer.Ordinal);
        var completed = traces.Values.Where(t => t.Result.Status == JobStatus.Completed).ToList();
        return new CaseCosts(completed, JudgingMs(directory, traces), File.ReadLines(Path.Combine(directory, "results.jsonl")).Count());
    }

    /// <summary>Prints the parts, a line each, mean and median and largest.</summary>
    public void Print(TextWriter output)
    {
        output.WriteLine($"{Count} measurements, ms each:        mean   median      max");
        Row("load (kernel)", t => t.Result.Timings.LoadKernel / 1000.0);
        Row("attach (kernel)", t => t.Result.Timings.AttachKernel / 1000.0);
        Row("workload", t => t.Result.Timings.Workload / 1000.0);
        Row("detach (kernel)", t => t.Result.Timings.DetachKernel / 1000.0);
        Row("compile", t => t.Result.Timings.Compile / 1000.0);
        Row("drain", t => t.Result.Timings.Drain / 1000.0);
        Row("rest of the agent", t => (t.Result.Timings.Total - t.Result.Timings.Compile - t.Result.Timings.Drain) / 1000.0 - KernelMs(t.Result.Timings));
        Row("serial line", t => t.WallMs - (t.Result.Timings.Total / 1000.0));
        Row("ours, without judging", OwnMs);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"judging, a case",-28} {judgingMs / Math.Max(1, Cases),8:0.0}"));

        void Row(string name, Func<TraceFile, double> part) =>
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {traces.Select(part).DefaultIfEmpty().Average(),8:0.0} {Median(part),8:0.0} {traces.Select(part).DefaultIfEmpty().Max(),8:0.0}"));
    }

    private static double KernelMs(JobTimings timings) => (timings.LoadKernel + timings.AttachKernel + timings.DetachKernel + timings.Workload) / 1000.0;

    private static double OwnMs(TraceFile trace) => trace.WallMs - KernelMs(trace.Result.Timings);

    private bool IsLate(TraceFile trace) => 2 * trace.Job.Id > traces.Where(other => other.Kernel == trace.Kernel).Max(other => other.Job.Id);

    private double Median(Func<TraceFile, double> part) => Median(traces, part);

    private static double Median(IEnumerable<TraceFile> traces, Func<TraceFile, double> part)
    {
        var sorted = traces.Select(part).Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }

    /// <summary>
    /// Time of all results less that of the measurements they caused. The first result of a kernel also waited for the boot and is left out.
    /// </summary>
    private static double JudgingMs(string directory, Dictionary<string, TraceFile> traces)
    {
        var evidence = File.ReadLines(Path.Combine(directory, "logs", "evidence.jsonl"))
            .Select(line => JsonSerializer.Deserialize<Evidence>(line, JournalJson.Line)!)
            .ToDictionary(e => e.Id, StringComparer.Ordinal);
        var (started, measured, total) = (new HashSet<string>(), new HashSet<string>(), 0.0);
        foreach (var line in File.ReadLines(Path.Combine(directory, "results.jsonl")))
        {
            var result = JsonSerializer.Deserialize<Result>(line, JournalJson.Line)!;
            var used = result.Evidence?.Split('#') is [_, var id] && evidence.TryGetValue(id, out var found) ? found.Traces : [];
            var caused = used.Where(measured.Add).Sum(path => traces.TryGetValue(path, out var trace) ? trace.WallMs : 0);
            if (!started.Add($"{result.Kernel} {result.Engine}"))
                total += Math.Max(0, result.DurationMs - caused);
        }

        return total;
    }
}
