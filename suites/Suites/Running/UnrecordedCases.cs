using Conformance.Harness.Results;
using Conformance.Harness.Runs;
using Conformance.Suites.Judging;
using NUnit.Framework.Interfaces;

namespace Conformance.Suites.Running;

/// <summary>Sees to it that a case which failed before its method was reached (a broken fixture) is in the journal too: no case vanishes.</summary>
internal sealed class UnrecordedCases(ConformanceRun run) : ITestListener
{
    /// <inheritdoc/>
    public void TestFinished(ITestResult result)
    {
        if (CaseIdentity.Of(result.Test) is not { } identity || result.Test.Properties.ContainsKey(JudgingCommand.RecordedProperty) || run.Cancellation.IsCancellationRequested || result.ResultState.Status != TestStatus.Failed)
            return;
        var message = $"setup: {result.Message}";
        try
        {
            run.Record(new CaseReport(identity.Target, identity.Suite, identity.Case, identity.Invariant, Outcome.Error, message.Split('\n', 2)[0])
            {
                Detail = $"{result.Message}\n{result.StackTrace}",
                Started = result.StartTime,
                Duration = result.EndTime - result.StartTime,
            });
        }
        catch (JournalException)
        {
            // The run has been stopped by it and will say so at its end.
        }
    }

    /// <inheritdoc/>
    public void TestStarted(ITest test)
    {
    }

    /// <inheritdoc/>
    public void TestOutput(TestOutput output)
    {
    }

    /// <inheritdoc/>
    public void SendMessage(TestMessage message)
    {
    }
}
