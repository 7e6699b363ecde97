using System.Text.Json;
using Conformance.Harness.Results;

namespace Conformance.Harness.Runs;

/// <summary>How long a case took on each target in earlier runs, kept in the cache: what takes longest is started first, so that no worker is left with it at the end.</summary>
/// <param name="path">The file; it is of no harm if it cannot be read or written.</param>
public sealed class LaneTimes(string path)
{
    /// <summary>Fewer results than these say nothing about the others.</summary>
    private const int FewestResults = 3;

    /// <summary>What another tracer takes, in cases of ours, where nothing was recorded: it compiles each script with a compiler of its own.</summary>
    private const double PeerFactor = 10;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Where a cache keeps them.</summary>
    public static LaneTimes In(string cacheRoot) => new(Path.Combine(cacheRoot, "lane-times.json"));

    /// <summary>Puts targets into the order in which they are best started: longest first; those that are expected to take the same stay in their order.</summary>
    /// <param name="cases">Cases that each target has left.</param>
    public IReadOnlyList<Target> LongestFirst(IReadOnlyDictionary<Target, int> cases, IReadOnlyList<Target> targets)
    {
        var known = Read();
        var ours = known.Where(time => !Engines.IsPeer(time.Key.Split(' ')[^2])).Select(time => time.Value).DefaultIfEmpty(1).Average();
        return [.. targets.OrderByDescending(target => cases.GetValueOrDefault(target) * (known.TryGetValue(KeyOf(target), out var time) ? time : ours * (Engines.IsPeer(target.Engine) ? PeerFactor : 1)))];
    }

    /// <summary>Records what a run's results took.</summary>
    /// <param name="results">Of this run; the kernels in them are releases.</param>
    /// <param name="infos">Which targets stand behind them.</param>
    public void Record(IReadOnlyList<Result> results, IEnumerable<TargetInfo> infos)
    {
        var known = new SortedDictionary<string, double>(Read().ToDictionary(), StringComparer.Ordinal);
        foreach (var info in infos)
        {
            var own = results.Where(result => result.Kernel == info.Kernel && result.Engine == info.Engine && result.Machine == info.Machine && result.Outcome is not (Outcome.Error or Outcome.Unsupported)).ToArray();
            if (own.Length >= FewestResults)
                known[KeyOf(new Target(info.Asked, info.Engine, info.Machine))] = Math.Round(own.Average(result => result.DurationMs), 3);
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var part = $"{path}.{Environment.ProcessId}.part";
            File.WriteAllBytes(part, JsonSerializer.SerializeToUtf8Bytes(known, s_json));
            File.Move(part, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next run starts its lanes in another order.
        }
    }

    private static string KeyOf(Target target) => $"{target.Kernel} {target.Engine} {target.Machine}";

    private IReadOnlyDictionary<string, double> Read()
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllBytes(path), s_json) ?? [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return new Dictionary<string, double>();
        }
    }
}
