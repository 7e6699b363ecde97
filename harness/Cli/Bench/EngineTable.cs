using System.Globalization;
using Conformance.Protocol;

namespace Conformance.Cli.Bench;

/// <summary>What engines cost, script by script: ours first, then each other one with the ratio of ours to it.</summary>
internal sealed class EngineTable(IReadOnlyList<string> engines)
{
    private readonly List<string> _shapes = [];
    private readonly Dictionary<(string Shape, string Engine), List<ProgramCost>> _costs = [];
    private readonly SortedDictionary<string, string> _problems = new(StringComparer.Ordinal);

    private static readonly (string Title, Func<ProgramCost, double> Value)[] s_parts =
    [
        ("start to attached, ms", cost => cost.AttachMs),
        ("in BPF for an event, ns", cost => cost.NsPerEvent),
        ("machine code, bytes", cost => cost.JitedBytes),
    ];

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

    /// <summary>Whether ours is within these ratios in every row that both engines ran; a script that ours cannot run breaks the promise.</summary>
    public bool Kept(double start, double time, double code) => _shapes.All(shape => Median(shape, engines[0], s_parts[0].Value) is not null)
        && s_parts.Zip([start, time, code]).All(part => engines.Skip(1).All(other => _shapes.All(shape => Ratio(shape, other, part.First.Value) is not { } ratio || ratio <= part.Second)));

    /// <summary>Prints a table for each thing measured, as Markdown, then what failed.</summary>
    public void Print(TextWriter output)
    {
        foreach (var (title, value) in s_parts)
        {
            output.WriteLine();
            output.WriteLine($"| {title,-24} | {string.Join(" | ", engines.Take(1).Concat(engines.Skip(1).SelectMany(other => new[] { other, "ours/it" })).Select(word => $"{word,15}"))} |");
            output.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", (2 * engines.Count) - 1))}");
            foreach (var shape in _shapes)
                output.WriteLine($"| {shape,-24} | {string.Join(" | ", Cells(shape, value).Select(cell => $"{cell,15}"))} |");
            output.WriteLine($"| {"geometric mean",-24} | {string.Join(" | ", Means(value).Select(cell => $"{cell,15}"))} |");
        }

        output.WriteLine();
        foreach (var (where, problem) in _problems)
            output.WriteLine($"failed: {where}: {problem}");
    }

    private IEnumerable<string> Cells(string shape, Func<ProgramCost, double> value)
    {
        yield return Number(Median(shape, engines[0], value), "0.#");
        foreach (var other in engines.Skip(1))
        {
            yield return Number(Median(shape, other, value), "0.#");
            yield return Ratio(shape, other, value) is { } ratio ? Number(ratio, "0.000") : "-";
        }
    }

    private IEnumerable<string> Means(Func<ProgramCost, double> value)
    {
        yield return "";
        foreach (var other in engines.Skip(1))
        {
            var ratios = _shapes.Select(shape => Ratio(shape, other, value)).OfType<double>().ToList();
            yield return "";
            yield return ratios.Count == 0 ? "-" : Number(Math.Exp(ratios.Average(Math.Log)), "0.000");
        }
    }

    private double? Ratio(string shape, string other, Func<ProgramCost, double> value) => Median(shape, engines[0], value) / Median(shape, other, value);

    private double? Median(string shape, string engine, Func<ProgramCost, double> value)
    {
        var sorted = _costs[(shape, engine)].Select(value).Order().ToArray();
        return sorted.Length == 0 ? null : sorted[sorted.Length / 2];
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "failed";
}
