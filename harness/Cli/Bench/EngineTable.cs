using System.Globalization;
using Conformance.Protocol;

namespace Conformance.Cli.Bench;

/// <summary>What engines cost, script by script: ours first, then each other one with the ratio of ours to it.</summary>
internal sealed class EngineTable(IReadOnlyList<string> engines)
{
    private readonly List<string> _shapes = [];
    private readonly Dictionary<(string Shape, string Engine), List<ProgramCost>> _costs = [];
    private readonly SortedDictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>What is measured, and how much of the other's ours may be: a fortieth of the time to attached, a tenth of the memory, no more time and machine code than LLVM's, and half as many events again.</summary>
    private static readonly Part[] s_parts =
    [
        new("start to attached, ms", "0.#", cost => cost.AttachMs) { Most = 1.0 / 40 },
        new("in BPF for an event, ns", "0.#", cost => cost.NsPerEvent) { Most = 1 },
        new("machine code, bytes", "0", cost => cost.JitedBytes) { Most = 1 },
        new("events printed in a second, none lost", "0", cost => cost.EventsPerSecond == 0 ? null : cost.EventsPerSecond) { Least = 1.5 },
        new("most memory, KiB", "0", cost => cost.PeakKiB == 0 ? null : cost.PeakKiB) { Most = 0.1 },
    ];

    private sealed record Part(string Title, string Format, Func<ProgramCost, double?> Value)
    {
        public double Most { get; init; } = double.PositiveInfinity;

        public double Least { get; init; }

        public bool Allows(double ratio) => ratio <= Most && ratio >= Least;

        public string Promise => Most < double.PositiveInfinity ? string.Create(CultureInfo.InvariantCulture, $"at most {Most:0.###}") : string.Create(CultureInfo.InvariantCulture, $"at least {Least:0.###}");
    }

    /// <summary>What ours promises, and how many rows keep it.</summary>
    public string Promise => "promised in every row: " + string.Join("; ", s_parts.Select(part =>
    {
        var ratios = _shapes.SelectMany(shape => engines.Skip(1).Select(other => Ratio(shape, other, part))).OfType<double>().ToList();
        return $"{part.Title.Split(',')[0]} {part.Promise} ({ratios.Count(part.Allows)} of {ratios.Count} ratios)";
    }));

    /// <summary>Whether a measurement failed, so that a ratio is missing or stands on fewer rounds.</summary>
    public bool HasFailures => _problems.Count > 0;

    /// <summary>Takes a measurement, or why there is none.</summary>
    public void Add(string shape, string engine, ProgramCost? cost, string problem)
    {
        if (!_shapes.Contains(shape))
            _shapes.Add(shape);
        if (!_costs.TryGetValue((shape, engine), out var all))
            _costs.Add((shape, engine), all = []);
        if (cost is null)
            _problems[$"{shape}, {engine}"] = problem;
        else
            all.Add(cost);
    }

    /// <summary>Whether every ratio is as promised in every row that both engines ran; a script that ours cannot run breaks the promise.</summary>
    public bool Kept => _shapes.All(shape => Median(shape, engines[0], s_parts[0]) is not null)
        && s_parts.All(part => engines.Skip(1).All(other => _shapes.All(shape => Ratio(shape, other, part) is not { } ratio || part.Allows(ratio))));

    /// <summary>Prints a table for each thing measured, as Markdown, then what failed.</summary>
    public void Print(TextWriter output)
    {
        foreach (var part in s_parts)
        {
            output.WriteLine();
            output.WriteLine($"| {part.Title,-24} | {string.Join(" | ", engines.Take(1).Concat(engines.Skip(1).SelectMany(other => new[] { other, "ours/it" })).Select(word => $"{word,15}"))} |");
            output.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", (2 * engines.Count) - 1))}");
            foreach (var shape in _shapes.Where(shape => Measured(shape, part)))
                output.WriteLine($"| {shape,-24} | {string.Join(" | ", Cells(shape, part).Select(cell => $"{cell,15}"))} |");
            output.WriteLine($"| {"geometric mean",-24} | {string.Join(" | ", Means(part).Select(cell => $"{cell,15}"))} |");
        }

        output.WriteLine();
        foreach (var (where, problem) in _problems)
            output.WriteLine($"failed: {where}: {problem}");
    }

    /// <summary>Whether that is asked of the shape: any engine has a figure, or all failed.</summary>
    private bool Measured(string shape, Part part) => engines.Any(engine => Median(shape, engine, part) is not null) || engines.All(engine => _costs[(shape, engine)].Count == 0);

    private IEnumerable<string> Cells(string shape, Part part)
    {
        yield return Number(Median(shape, engines[0], part), part.Format);
        foreach (var other in engines.Skip(1))
        {
            yield return Number(Median(shape, other, part), part.Format);
            yield return Ratio(shape, other, part) is { } ratio ? Number(ratio, "0.000") : "-";
        }
    }

    private IEnumerable<string> Means(Part part)
    {
        yield return "";
        foreach (var other in engines.Skip(1))
        {
            var ratios = _shapes.Select(shape => Ratio(shape, other, part)).OfType<double>().ToList();
            yield return "";
            yield return ratios.Count == 0 ? "-" : Number(Math.Exp(ratios.Average(Math.Log)), "0.000");
        }
    }

    private double? Ratio(string shape, string other, Part part) => Median(shape, engines[0], part) / Median(shape, other, part);

    private double? Median(string shape, string engine, Part part)
    {
        var sorted = _costs[(shape, engine)].Select(part.Value).OfType<double>().Order().ToArray();
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "failed";
}
