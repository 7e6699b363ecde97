using System.Text.Json.Serialization;
using Conformance.Protocol;

namespace Conformance.Harness.Results;

/// <summary>What a verdict stands on: one line of <c>logs/evidence.jsonl</c>. Written before the result that names it.</summary>
public sealed record Evidence
{
    /// <summary>Unique in the run; the part after <c>#</c> in <see cref="Result.Evidence"/>.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The invariant as a sentence.</summary>
    [JsonPropertyName("sentence")]
    public required string Sentence { get; init; }

    /// <summary>Kernel source files that make it so, where it is about the kernel and we know them.</summary>
    [JsonPropertyName("behind")]
    public string? Behind { get; init; }

    /// <summary>The traces that were judged, paths in the output directory (each a <see cref="TraceFile"/>).</summary>
    [JsonPropertyName("traces")]
    public IReadOnlyList<string> Traces { get; init; } = [];

    /// <summary>What an experiment did and saw, in order; empty for a script.</summary>
    [JsonPropertyName("steps")]
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>How much was judged (<c>25 invocations on 5 threads, 200 firings</c>).</summary>
    [JsonPropertyName("judged")]
    public string? Judged { get; init; }

    /// <summary>The first violation, for a fail.</summary>
    [JsonPropertyName("counter_example")]
    public CounterExample? CounterExample { get; init; }

    /// <summary>Full message of an error, with the console's tail.</summary>
    [JsonPropertyName("detail")]
    public string? Detail { get; init; }

    /// <summary>Console log of the machine, path in the output directory.</summary>
    [JsonPropertyName("console")]
    public string? Console { get; init; }

    /// <summary>Engine's log (attach order, verifier).</summary>
    [JsonPropertyName("engine_log")]
    public string? EngineLog { get; init; }

    /// <summary>The command that runs exactly this again.</summary>
    [JsonPropertyName("rerun")]
    public required string Rerun { get; init; }
}

/// <summary>The first place where a trace breaks an invariant.</summary>
/// <param name="Message">One sentence.</param>
/// <param name="Expected">The expected order or values, as short labels (<c>["a","b","c"]</c>).</param>
/// <param name="Observed">What was observed.</param>
/// <param name="Trace">Index in <see cref="Evidence.Traces"/>.</param>
/// <param name="Firings">Indices into that trace's firings: the marked ones.</param>
public sealed record CounterExample(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("expected")] IReadOnlyList<string> Expected,
    [property: JsonPropertyName("observed")] IReadOnlyList<string> Observed,
    [property: JsonPropertyName("trace")] int Trace,
    [property: JsonPropertyName("firings")] IReadOnlyList<int> Firings);

/// <summary>One measured run as kept on disk (<c>logs/traces/KERNEL/ID.json</c>).</summary>
public sealed record TraceFile(
    [property: JsonPropertyName("kernel")] string Kernel,
    [property: JsonPropertyName("engine")] string Engine,
    [property: JsonPropertyName("machine")] string Machine,
    [property: JsonPropertyName("job")] Job Job,
    [property: JsonPropertyName("result")] JobResult Result)
{
    /// <summary>From handing the job to the machine until its whole answer was here, in milliseconds of the host's time.</summary>
    [JsonPropertyName("wall_ms")]
    public double WallMs { get; init; }
}

/// <summary><c>run.json</c>: what was asked for, so that a run can be resumed and a report can say what it is about.</summary>
/// <param name="Version">Of Conformance.</param>
/// <param name="CommandLine">As the user typed it.</param>
/// <param name="Host">Kernel and processor of the host, QEMU version, accelerator: what a reader needs to compare times.</param>
public sealed record RunInfo(
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("command_line")] string CommandLine,
    [property: JsonPropertyName("started")] DateTimeOffset Started,
    [property: JsonPropertyName("ended")] DateTimeOffset? Ended,
    [property: JsonPropertyName("interrupted")] bool Interrupted,
    [property: JsonPropertyName("host")] IReadOnlyDictionary<string, string> Host,
    [property: JsonPropertyName("targets")] IReadOnlyList<TargetInfo> Targets,
    [property: JsonPropertyName("planned")] int Planned)
{
    /// <summary>What a reader of the results should know beside them, a sentence each.</summary>
    [JsonPropertyName("remarks")]
    public IReadOnlyList<string> Remarks { get; init; } = [];
}

/// <summary>One kernel x engine x machine of the plan.</summary>
/// <param name="Asked">What the user wrote (<c>6.12</c>).</param>
/// <param name="Kernel">Release of the kernel; from the guest once it answered.</param>
/// <param name="Description">How the machine ran.</param>
/// <param name="Problem">Why it could not run at all, or <c>null</c>.</param>
public sealed record TargetInfo(
    [property: JsonPropertyName("asked")] string Asked,
    [property: JsonPropertyName("kernel")] string Kernel,
    [property: JsonPropertyName("engine")] string Engine,
    [property: JsonPropertyName("machine")] string Machine,
    [property: JsonPropertyName("description")] string? Description,
    [property: JsonPropertyName("problem")] string? Problem);
