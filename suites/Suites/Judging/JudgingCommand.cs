using System.Diagnostics;
using System.Reflection;
using Conformance.Harness.Invariants;
using Conformance.Harness.Results;
using Conformance.Harness.Runs;
using Conformance.Suites.Running;
using Conformance.Suites.Writing;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Commands;

namespace Conformance.Suites.Judging;

/// <summary>Runs a case's test method, records what became of it in the journal, and tells NUnit the outcome in NUnit's words.</summary>
internal sealed class JudgingCommand(TestCommand method, Invariant invariant) : DelegatingTestCommand(method)
{
    /// <summary>Property of a test whose result is in the journal.</summary>
    public const string RecordedProperty = "ConformanceRecorded";

    /// <inheritdoc/>
    public override TestResult Execute(TestExecutionContext context)
    {
        var run = ConformanceRun.Current;
        var identity = CaseIdentity.Of(Test) ?? throw new InvalidOperationException($"{Test.FullName} needs [Case], and its fixture [Suite] and a target.");
        if (run.Cancellation.IsCancellationRequested)
            return End(context, ResultState.Inconclusive, "the run was stopped before this case");

        if (!SuitePlan.Asks(run.Configuration, identity, Test))
            return End(context, ResultState.Ignored, "neither --suites nor --cases (CONFORMANCE_SUITES, CONFORMANCE_CASES) ask for it, or its engine cannot be asked");
        if (run.IsRoundDone(identity.Target, identity.Suite, identity.Case, invariant.Name))
            return End(context, ResultState.Ignored, "an earlier run has this round");

        var record = CaseRecord.Current = new CaseRecord { Cpus = Test.Method!.IsDefined<ManyCpusAttribute>(inherit: false) ? run.Configuration.Cpus : 1 };
        var (started, clock) = (DateTimeOffset.UtcNow, Stopwatch.StartNew());
        Exception? thrown = null;
        try
        {
            innerCommand.Execute(context);
        }
        catch (Exception e)
        {
            thrown = Unwrap(e);
        }
        finally
        {
            CaseRecord.Current = null;
        }

        if (thrown is OperationCanceledException && run.Cancellation.IsCancellationRequested)
            return End(context, ResultState.Inconclusive, "the run was stopped during this case");
        if (thrown is JournalException failure)
        {
            run.Fail(failure);
            return End(context, ResultState.Error, failure.Message);
        }

        return Record(context, run, identity, record, CaseEnd.Of(record.Verdicts, thrown), started, clock.Elapsed);
    }

    private TestResult Record(TestExecutionContext context, ConformanceRun run, CaseIdentity identity, CaseRecord record, CaseEnd end, DateTimeOffset started, TimeSpan duration)
    {
        try
        {
            var result = run.Record(new CaseReport(identity.Target, identity.Suite, identity.Case, invariant, end.Outcome, end.Reason)
            {
                Verdicts = record.Verdicts,
                Measurements = record.Measurements,
                Detail = end.Detail,
                Started = started,
                Duration = duration,
            });
            Test.Properties.Set(RecordedProperty, true);
            return result.Outcome switch
            {
                Outcome.Pass => End(context, ResultState.Success, null),
                Outcome.Unsupported => End(context, ResultState.Ignored, $"unsupported: {result.Reason}"),
                Outcome.KnownFail => End(context, ResultState.Ignored, $"known-fail: {result.Reason}"),
                Outcome.Error => End(context, ResultState.Error, end.Detail ?? result.Reason),
                _ => End(context, ResultState.Failure, result.Reason),
            };
        }
        catch (JournalException e)
        {
            return End(context, ResultState.Error, e.Message);
        }
    }

    private static TestResult End(TestExecutionContext context, ResultState state, string? message)
    {
        context.CurrentResult.SetResult(state, message ?? "");
        return context.CurrentResult;
    }

    /// <summary>NUnit and reflection wrap what a test throws.</summary>
    private static Exception Unwrap(Exception exception)
    {
        while (exception is NUnitException or TargetInvocationException or AggregateException { InnerExceptions.Count: 1 } && exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }
}
