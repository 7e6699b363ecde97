using System.Text.Json;
using Conformance.Harness.Results;
using Conformance.Harness.Runs;

namespace Conformance.Cli.Progress;

/// <summary>The words of DESIGN, section 2, for the terminal.</summary>
public static class Words
{
    /// <summary><c>known-fail</c>.</summary>
    public static string Of(Outcome outcome) => JsonNamingPolicy.KebabCaseLower.ConvertName(outcome.ToString());

    /// <summary><c>booting</c>.</summary>
    public static string Of(LanePhase phase) => phase.ToString().ToLowerInvariant();
}
