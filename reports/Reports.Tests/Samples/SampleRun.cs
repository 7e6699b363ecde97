using System.Text.Json;
using System.Text.Json.Serialization;
using Conformance.Harness.Results;

namespace Conformance.Reports.Tests.Samples;

/// <summary>Writes output directories as a run does, made by hand: with passes, fails, errors, missing features and facts that change.</summary>
public sealed class SampleRun(string directory)
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly List<Evidence> _evidence = [];
    private readonly List<Result> _results = [];
    private readonly Dictionary<string, string> _traces = [];

    /// <summary>Five kernels as Debian calls them.</summary>
    public static IReadOnlyList<string> FiveKernels { get; } =
        ["5.10.0-32-cloud-amd64", "6.1.0-55-cloud-amd64", "6.12.107+deb13-cloud-amd64", "6.18.15+deb14-cloud-amd64", "7.3.4+deb14-cloud-amd64"];

    /// <summary>When the run began.</summary>
    public static DateTimeOffset Started { get; } = new(2026, 11, 22, 21, 58, 7, TimeSpan.Zero);

    /// <summary>The directory.</summary>
    public string Directory { get; } = System.IO.Directory.CreateDirectory(directory).FullName;

    /// <summary>Facts; written as they are.</summary>
    public List<Fact> Facts { get; } = [];

    /// <summary>What <c>run.json</c> says.</summary>
    public RunInfo Info { get; set; } = new(
        "0.1.0",
        "./conformance run --kernels 5.10,6.1,6.12,6.18,7.3",
        Started,
        Started.AddSeconds(94),
        false,
        new Dictionary<string, string> { ["host"] = "Linux 6.18.2, 2 cores, AMD EPYC 7B13", ["accelerator"] = "tcg (KVM was tried: no guest started)", ["qemu"] = "7.2.22" },
        [.. FiveKernels.Select(k => new TargetInfo(k[..4].TrimEnd('.'), k, "tracer", "vm", "vm: QEMU 7.2, tcg, 1 CPU, 512 MiB", null))],
        0);

    /// <summary>A run of five kernels in which something of everything happened. About 200 results a kernel.</summary>
    public static SampleRun Eventful(string directory)
    {
        var run = new SampleRun(directory);
        foreach (var kernel in FiveKernels) SampleCases.Add(run, kernel, "tracer");
        run.Info = run.Info with { Planned = run._results.Count };
        return run;
    }

    /// <summary>A run in which every promise was kept.</summary>
    public static SampleRun Quiet(string directory)
    {
        var run = new SampleRun(directory);
        foreach (var kernel in FiveKernels.Skip(2).Take(2))
            run.Add(kernel, "same-hook", "fexit/hrtimer_nanosleep/2-probes/1-threads", "1-script-order", Outcome.Pass);
        run.Info = run.Info with { Targets = [], Planned = 2 };
        return run;
    }

    /// <summary>Adds a result with its evidence.</summary>
    public Result Add(
        string kernel, string suite, string name, string invariant, Outcome outcome, string? reason = null, Func<Evidence, Evidence>? evidence = null,
        string engine = "tracer", TimeSpan after = default)
    {
        var id = $"e{_evidence.Count + 1:00000}";
        var item = new Evidence
        {
            Id = id,
            Sentence = "N probes of one mechanism on one hook fire in script order, at every invocation.",
            Judged = "5 invocations on 1 thread, 15 firings",
            Rerun = $"./conformance run --kernels {kernel} --engines {engine} --suites {suite} --cases {name}",
        };
        _evidence.Add(evidence is null ? item : evidence(item));
        var result = new Result(
            name, suite, invariant, kernel, engine, "vm", outcome, reason, $"logs/evidence.jsonl#{id}", Started + after + TimeSpan.FromMilliseconds(90 * _results.Count), 41.25 + _results.Count % 17);
        _results.Add(result);
        return result;
    }

    /// <summary>Keeps a trace and answers its path; a second trace of the same name is the first.</summary>
    public string Keep(string name, Func<TraceFile> make)
    {
        if (_traces.TryGetValue(name, out var known)) return known;
        var trace = make();
        var path = $"logs/traces/{trace.Kernel}/{_traces.Count + 1:0000}.json";
        Write(path, JsonSerializer.Serialize(trace, s_json));
        _traces.Add(name, path);
        return path;
    }

    /// <summary>Writes any file of the directory.</summary>
    public void Write(string path, string text)
    {
        var full = Path.Combine(Directory, path);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    /// <summary>Writes the journal.</summary>
    public SampleRun Write()
    {
        Write("run.json", JsonSerializer.Serialize(Info, s_json));
        Write("facts.json", JsonSerializer.Serialize(Facts, s_json));
        Write("logs/evidence.jsonl", string.Concat(_evidence.Select(e => JsonSerializer.Serialize(e, s_json) + "\n")));
        Write("results.jsonl", string.Concat(_results.Select(r => JsonSerializer.Serialize(r, s_json) + "\n")));
        return this;
    }
}
