using System.Globalization;
using System.Text;
using Conformance.Protocol;

namespace Conformance.Cli.Bench;

/// <summary>How the time from start to attached grows with a script.</summary>
/// <param name="Name">What there is more and more of.</param>
/// <param name="Sizes">How many.</param>
/// <param name="Write">The script of that size; its first and its last probe or statement print the marks.</param>
/// <param name="Hooks">How many clauses the guest adds to it, each on a function of its own.</param>
internal sealed record GrowthKind(string Name, IReadOnlyList<int> Sizes, Func<int, string> Write, Func<int, int> Hooks);

/// <summary>One engine's times for one kind; a size that was not reached has none, but a reason.</summary>
internal sealed record GrowthLine(string Kind, string Engine, IReadOnlyList<(int Size, double? Ms, string? Why)> Points);

/// <summary>Many probes on one hook, many hooks, many statements, for every engine: who grows how.</summary>
internal sealed class EngineGrowth
{
    /// <summary>Whoever needs so long for a size is not asked for the next.</summary>
    private const double LongMs = 45_000;

    /// <summary>Growth in proportion, and a quarter for noise.</summary>
    private const double Proportion = 1.25;

    /// <summary>Two functions that getpgid(2) of a process passes, the one first and the other last.</summary>
    private const string First = "kprobe:security_task_getpgid", Last = "kprobe:find_task_by_vpid";

    private static readonly string s_first = $"printf(\"{CostSpec.FirstMark}\\n\");", s_last = $"printf(\"{CostSpec.LastMark}\\n\");";

    /// <summary>The table of kinds.</summary>
    public static IReadOnlyList<GrowthKind> Kinds { get; } =
    [
        new("probes on one hook", [1, 10, 100, 1000], OnOneHook, _ => 0),
        new("hooks with a probe each", [2, 10, 100, 1000], _ => $"{First} {{ {s_first} }}\n{CostSpec.HooksMark}\n{Last} {{ {s_last} }}\n", size => size - 2),
        new("statements in one probe", [10, 100, 1000, 2000, 5000], InOneProbe, _ => 0),
    ];

    private readonly List<GrowthLine> _lines = [];
    private readonly List<(string Kind, int Size, JobTimings Timings)> _parts = [];

    /// <summary>All lines, kind by kind, ours first.</summary>
    public IReadOnlyList<GrowthLine> Lines => _lines;

    /// <summary>Whether ours reached every size and grew no faster than the script.</summary>
    public bool Kept => _lines.Where(line => line.Engine == _lines[0].Engine).All(IsLinear);

    /// <summary>Measures everything once.</summary>
    public static async Task<EngineGrowth> MeasureAsync(EngineRuns run, CancellationToken cancellationToken)
    {
        var growth = new EngineGrowth();
        foreach (var kind in Kinds)
        {
            foreach (var engine in run.Engines)
            {
                var points = new List<(int, double?, string?)>();
                string? given = null;
                foreach (var size in kind.Sizes)
                {
                    if (given is not null)
                    {
                        points.Add((size, null, given));
                        continue;
                    }

                    var cost = new CostSpec(Calls: 50, Batch: 10) { Marked = true, Hooks = kind.Hooks(size) };
                    var result = await run.AskAsync(kind.Write(size), engine, cost, cancellationToken);
                    points.Add((size, result.Cost?.AttachMs, result.Cost is null ? result.Message ?? result.Status.ToString() : null));
                    given = result.Cost switch
                    {
                        null => "not tried: the size before failed",
                        { AttachMs: > LongMs } => "not tried: the size before took too long",
                        _ => null,
                    };
                }

                growth._lines.Add(new(kind.Name, engine.Name, points));
                Console.WriteLine($"measured {kind.Name}, {engine.Name}");
            }

            foreach (var size in kind.Sizes.Where(size => kind.Hooks(size) == 0))
                growth._parts.Add((kind.Name, size, (await run.AskOursAsync(kind.Write(size), cancellationToken)).Timings));
        }

        return growth;
    }

    /// <summary>Prints a table for each kind, as Markdown, then why points are missing.</summary>
    public void Print(TextWriter output)
    {
        foreach (var kind in _lines.GroupBy(line => line.Kind))
        {
            var lines = kind.ToList();
            output.WriteLine();
            output.WriteLine($"| {kind.Key}: start to attached, ms | {string.Join(" | ", lines.Select(line => line.Engine))} | {string.Join(" | ", lines.Skip(1).Select(line => $"ours/{line.Engine}"))} |");
            output.WriteLine($"| ---: |{string.Concat(Enumerable.Repeat(" ---: |", (2 * lines.Count) - 1))}");
            for (var i = 0; i < lines[0].Points.Count; i++)
            {
                var times = lines.Select(line => line.Points[i].Ms).ToList();
                output.WriteLine($"| {lines[0].Points[i].Size} | {string.Join(" | ", times.Select(ms => Number(ms, "0")))} | {string.Join(" | ", times.Skip(1).Select(ms => Number(times[0] / ms, "0.000")))} |");
            }
        }

        output.WriteLine();
        output.WriteLine("| ours inside a process that has done it before, ms | size | compile | load (kernel) | attach (kernel) |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        foreach (var (kind, size, timings) in _parts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {kind} | {size} | {timings.Compile / 1000.0:0.0} | {timings.LoadKernel / 1000.0:0.0} | {timings.AttachKernel / 1000.0:0.0} |"));
        output.WriteLine();
        foreach (var line in _lines)
            foreach (var (size, _, why) in line.Points.Where(point => point.Why is not null))
                output.WriteLine($"- {line.Kind}, {size}, {line.Engine}: {why}");
        output.WriteLine($"- ours grows no faster than the script: {string.Join(", ", _lines.Where(line => line.Engine == _lines[0].Engine).Select(line => $"{line.Kind} {(IsLinear(line) ? "yes" : "no")}"))}");
    }

    private static bool IsLinear(GrowthLine line) => line.Points.All(point => point.Ms is not null)
        && line.Points.Zip(line.Points.Skip(1)).All(pair => pair.Second.Ms <= pair.First.Ms * Proportion * pair.Second.Size / pair.First.Size);

    private static string OnOneHook(int size)
    {
        var text = new StringBuilder();
        for (var i = 0; i < size; i++)
            text.Append(CultureInfo.InvariantCulture, $"{First} {{ {(i == 0 ? s_first : "")} @[{i}] = count(); {(i == size - 1 ? s_last : "")} }}\n");
        return text.ToString();
    }

    private static string InOneProbe(int size)
    {
        var text = new StringBuilder($"{First} {{\n{s_first}\n");
        for (var i = 0; i < size; i++)
            text.Append(CultureInfo.InvariantCulture, $"{(i % 2 == 0 ? $"@[{i % 100}] = {i};" : $"if (pid != {i + 100000}) {{ @[{i % 100}] = pid; }}")}\n");
        return text.Append(s_last).Append("\n}\n").ToString();
    }

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
