using Conformance.Harness.Invariants;

namespace Conformance.Harness.Tests.Paper;

/// <summary>Short words for what a test expects of a verdict.</summary>
internal static class VerdictAssertions
{
    public static void ShouldHold(this Verdict verdict) => verdict.Kind.Should().Be(VerdictKind.Holds, verdict.Summary);

    public static void ShouldBeBroken(this Verdict verdict, string message)
    {
        verdict.Kind.Should().Be(VerdictKind.Broken, verdict.Summary);
        verdict.CounterExample!.Message.Should().Match(message);
        verdict.CounterExample.Firings.Should().NotBeEmpty("a counter-example points at what is wrong");
    }

    public static void ShouldNotBeJudged(this Verdict verdict, string problem)
    {
        verdict.Kind.Should().Be(VerdictKind.NotJudged, verdict.Summary);
        verdict.Problem.Should().Match(problem);
    }
}
