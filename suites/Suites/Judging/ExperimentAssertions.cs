using Conformance.Harness.Invariants;
using Conformance.Protocol;
using FluentAssertions.Execution;
using FluentAssertions.Primitives;

namespace Conformance.Suites.Judging;

/// <summary>What an experiment observed about a mechanism.</summary>
public sealed record ExperimentResult(string Mechanism, JobResult Result);

/// <summary>Lets tests say <c>result.Should().Answer(8)</c>.</summary>
public static class ExperimentAssertionExtensions
{
    /// <summary>What can be said of an experiment.</summary>
    public static ExperimentAssertions Should(this ExperimentResult result) => new(result);
}

/// <summary>Invariants that experiments find out, as assertions.</summary>
public sealed class ExperimentAssertions(ExperimentResult result) : ReferenceTypeAssertions<ExperimentResult, ExperimentAssertions>(result)
{
    /// <inheritdoc/>
    protected override string Identifier => "experiment";

    /// <summary>The experiment observed what the invariant asks about; for a promise or a law, what it demands.</summary>
    public AndConstraint<ExperimentAssertions> Answer(int number)
    {
        var invariant = ExperimentInvariants.All.Single(invariant => invariant.Number == number);
        var verdict = invariant.Judge(Subject.Mechanism, Subject.Result);
        CaseRecord.Current?.Add(verdict);
        if (verdict.Kind == VerdictKind.NotJudged)
            throw new NotJudgedException(verdict.Summary);
        Execute.Assertion.ForCondition(verdict.Kind == VerdictKind.Holds)
            .FailWith($"{invariant.Sentence} {verdict.Summary}".Replace("{", "{{").Replace("}", "}}"));
        return new AndConstraint<ExperimentAssertions>(this);
    }
}
