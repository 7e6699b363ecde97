using Conformance.Harness.Invariants;
using Conformance.Harness.Traces;
using FluentAssertions.Execution;
using FluentAssertions.Primitives;

namespace Conformance.Suites.Judging;

/// <summary>Lets tests say <c>trace.Should().FireInScriptOrder()</c>.</summary>
public static class TraceAssertionExtensions
{
    /// <summary>What can be said of a trace.</summary>
    public static TraceAssertions Should(this Trace trace) => new(trace);
}

/// <summary>The invariants as assertions. Each judges purely, leaves its verdict with the running case, and throws unless the invariant holds.</summary>
public sealed class TraceAssertions(Trace trace) : ReferenceTypeAssertions<Trace, TraceAssertions>(trace)
{
    /// <inheritdoc/>
    protected override string Identifier => "trace";

    /// <summary>Invariant 1.</summary>
    public AndConstraint<TraceAssertions> FireInScriptOrder() => Satisfy<ScriptOrder>();

    /// <summary>Invariant 2.</summary>
    /// <param name="partner">The same event under the other mechanism.</param>
    public AndConstraint<TraceAssertions> AgreeWith(Trace partner) => Satisfy<PairAgrees>(partner);

    /// <summary>Invariant 3.</summary>
    /// <param name="fires">Which probes a predicate lets fire, by invocation; <c>null</c> where there is none.</param>
    public AndConstraint<TraceAssertions> FireInScriptOrderHoweverWritten(Func<TraceProbe, Invocation, bool>? fires = null) => Satisfy(new OrderInEveryForm(fires));

    /// <summary>Invariant 4.</summary>
    public AndConstraint<TraceAssertions> ReadWhatEarlierProbesWrote() => Satisfy<MapWriteIsRead>();

    /// <summary>Invariant 5.</summary>
    public AndConstraint<TraceAssertions> KeepBeginAndEndOutermostAndTimersInScriptOrder() => Satisfy<UncalledOrder>();

    /// <summary>Invariant 6: a fact, found out and recorded.</summary>
    public AndConstraint<TraceAssertions> ShowItsRunOrder() => Satisfy<RunOrder>();

    /// <summary>Invariant 10.</summary>
    public AndConstraint<TraceAssertions> RunKprobesBeforeFentries() => Satisfy<KprobeBeforeFentry>();

    /// <summary>Invariant 11.</summary>
    public AndConstraint<TraceAssertions> RunFexitsBeforeKretprobes() => Satisfy<FexitBeforeKretprobe>();

    /// <summary>Invariant 14.</summary>
    public AndConstraint<TraceAssertions> EnterBeforeItExits() => Satisfy<EntryBeforeExit>();

    /// <summary>Invariant 15.</summary>
    public AndConstraint<TraceAssertions> ReturnWhatTheWorkloadSaw() => Satisfy<ReturnValue>();

    /// <summary>Invariant 16.</summary>
    public AndConstraint<TraceAssertions> SeeTheArgumentsThatTheWorkloadGave() => Satisfy<ArgumentsAgree>();

    /// <summary>Invariant 17.</summary>
    public AndConstraint<TraceAssertions> FireAsOftenAsTheWorkloadCalled() => Satisfy<FiringCount>();

    /// <summary>Invariant 18.</summary>
    public AndConstraint<TraceAssertions> CountWhatItLost() => Satisfy<LossesCounted>();

    /// <summary>Invariant 26.</summary>
    /// <param name="partner">The same event under the other mechanism.</param>
    public AndConstraint<TraceAssertions> ExitLike(Trace partner) => Satisfy<ExitAgrees>(partner);

    private AndConstraint<TraceAssertions> Satisfy<T>(params IReadOnlyList<Trace> others)
        where T : TraceInvariant => Satisfy(InvariantTable.All.OfType<T>().Single(), others);

    private AndConstraint<TraceAssertions> Satisfy(TraceInvariant invariant, params IReadOnlyList<Trace> others)
    {
        var verdict = invariant.Judge([Subject, .. others]);
        CaseRecord.Current?.Add(verdict);
        if (verdict.Kind == VerdictKind.NotJudged)
            throw new NotJudgedException(verdict.Summary);
        // The message is ready; braces in it are no placeholders.
        Execute.Assertion.ForCondition(verdict.Kind == VerdictKind.Holds)
            .FailWith($"{invariant.Sentence} {verdict.Summary}".Replace("{", "{{").Replace("}", "}}"));
        return new AndConstraint<TraceAssertions>(this);
    }
}
