using System.Text.Json.Serialization;

namespace Conformance.Harness.Results;

/// <summary>What became of one invariant of one case on one kernel, engine and machine.</summary>
[JsonConverter(typeof(OutcomeJsonConverter))]
public enum Outcome
{
    Pass,
    Fail,
    KnownFail,
    UnexpectedPass,
    Unsupported,
    Error,
}

/// <summary>One line of <c>results.jsonl</c>; field names and order are a contract (DESIGN, section 4).</summary>
/// <param name="Case">Name of the case within its suite (<c>fexit/hrtimer_nanosleep/8-probes/4-threads</c>).</param>
/// <param name="Suite">Name of the suite (<c>same-hook</c>).</param>
/// <param name="Invariant">Number and short name (<c>1-script-order</c>).</param>
/// <param name="Kernel">What <c>uname -r</c> printed in the guest; before a guest answered, the release of the kernel package.</param>
/// <param name="Engine">Name of the engine (<c>tracer</c>, <c>tracer/written</c>).</param>
/// <param name="Machine"><c>vm</c>, <c>container</c> or <c>local</c>.</param>
/// <param name="Reason">Why it is not a pass: for <c>fail</c> one sentence, for <c>unsupported</c> the feature, for <c>error</c> the fault, for <c>known-fail</c> the listed reason.</param>
/// <param name="Evidence">Path in the output directory and id: <c>logs/evidence.jsonl#ID</c>.</param>
/// <param name="Started">When, UTC.</param>
/// <param name="DurationMs">Wall time of judging, with the measurement if this result caused it.</param>
public sealed record Result(
    [property: JsonPropertyName("case")] string Case,
    [property: JsonPropertyName("suite")] string Suite,
    [property: JsonPropertyName("invariant")] string Invariant,
    [property: JsonPropertyName("kernel")] string Kernel,
    [property: JsonPropertyName("engine")] string Engine,
    [property: JsonPropertyName("machine")] string Machine,
    [property: JsonPropertyName("outcome")] Outcome Outcome,
    [property: JsonPropertyName("reason")] string? Reason,
    [property: JsonPropertyName("evidence")] string? Evidence,
    [property: JsonPropertyName("started")] DateTimeOffset Started,
    [property: JsonPropertyName("duration_ms")] double DurationMs);

/// <summary>Writes outcomes as the words of DESIGN, section 2 (<c>known-fail</c>).</summary>
public sealed class OutcomeJsonConverter() : JsonStringEnumConverter<Outcome>(System.Text.Json.JsonNamingPolicy.KebabCaseLower);

/// <summary>One entry of <c>facts.json</c>: what a kernel does, in words that can be compared between kernels.</summary>
/// <param name="Name">Name of the behaviour (<c>run-order</c>).</param>
/// <param name="Value"><c>newest-first</c>, <c>oldest-first</c>, …</param>
public sealed record Fact(
    [property: JsonPropertyName("kernel")] string Kernel,
    [property: JsonPropertyName("mechanism")] string Mechanism,
    [property: JsonPropertyName("fact")] string Name,
    [property: JsonPropertyName("value")] string Value);
