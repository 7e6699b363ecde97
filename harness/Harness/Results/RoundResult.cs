using System.Text.Json.Serialization;

namespace Conformance.Harness.Results;

/// <summary>What became of a case in one round of a repeated run: one line of <c>rounds.jsonl</c>.</summary>
/// <param name="Round">From 1.</param>
/// <param name="Result">As it would stand in <c>results.jsonl</c>, had it been the only round. Without evidence if an earlier round ended the same way.</param>
public sealed record RoundResult(
    [property: JsonPropertyName("round")] int Round,
    [property: JsonPropertyName("result")] Result Result);
