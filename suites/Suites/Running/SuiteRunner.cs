using Conformance.Harness.Configuration;
using Conformance.Harness.Results;
using Conformance.Harness.Runs;
using NUnit;
using NUnit.Framework.Api;

namespace Conformance.Suites.Running;

/// <summary>Runs the suites inside this process: lanes side by side, the cases of a lane one after the other.</summary>
public static class SuiteRunner
{
    /// <summary>Plans, runs what a resumed run does not have yet, ends all machines and writes the end of the run.</summary>
    /// <param name="run">The open run; its observer hears of everything.</param>
    /// <param name="cancellationToken">Stops between two cases, and the running one; what has ended is on disk.</param>
    /// <exception cref="ConfigurationException">No case matches.</exception>
    /// <exception cref="JournalException">Results could not be written.</exception>
    public static Task<RunTotals> RunAsync(ConformanceRun run, CancellationToken cancellationToken) =>
        RunAsync(run, SuitePlan.Of(run.Configuration), cancellationToken);

    /// <summary>The same with a plan that was made before the run was opened, so that a plan without cases leaves no directory behind.</summary>
    /// <exception cref="JournalException">Results could not be written.</exception>
    public static async Task<RunTotals> RunAsync(ConformanceRun run, SuitePlan plan, CancellationToken cancellationToken)
    {
        var left = plan.Cases.Where(identity => !run.IsDone(identity.Target, identity.Suite, identity.Case, identity.Invariant.Name)).ToHashSet();
        run.Plan(plan.Cases.Count, plan.Remarks);
        run.Services.Observer.Planned(run.Targets, Count(plan.Cases), Count(plan.Cases.Where(identity => !left.Contains(identity))));

        // A run that is stopped must not leave machines behind, so the end is reached in every case.
        using var both = CancellationTokenSource.CreateLinkedTokenSource(run.Cancellation, cancellationToken);
        if (left.Count > 0 && !both.IsCancellationRequested)
        {
            var lanes = Count(left);
            var order = run.Services.Times?.LongestFirst(lanes, run.Targets) ?? run.Targets;
            await RunAsync(run, order, new CaseFilter(left.Contains), Jobs.Allowed(run.Configuration, lanes.Count), both.Token).ConfigureAwait(false);
        }

        var totals = await run.EndAsync(plan.Full).ConfigureAwait(false);
        run.Services.Times?.Record(run.Journal.Results, run.Journal.Info.Targets);
        return totals;
    }

    private static async Task RunAsync(ConformanceRun run, IReadOnlyList<Target> order, CaseFilter filter, int workers, CancellationToken stop)
    {
        var runner = new NUnitTestAssemblyRunner(new LaneAssemblyBuilder(order, run.Configuration.Repeat));
        runner.Load(typeof(SuiteRunner).Assembly, new Dictionary<string, object>
        {
            [FrameworkPackageSettings.NumberOfTestWorkers] = workers,
            [FrameworkPackageSettings.SynchronousEvents] = true,
        });
        await using (stop.Register(runner.StopRun))
            await Task.Factory.StartNew(() => runner.Run(new UnrecordedCases(run), filter), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    private static Dictionary<Target, int> Count(IEnumerable<Judging.CaseIdentity> cases) =>
        cases.GroupBy(identity => identity.Target).ToDictionary(group => group.Key, group => group.Count());
}
