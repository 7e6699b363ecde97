using Conformance.Engine.Sessions;
using Conformance.Protocol;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Agents;

/// <summary>Workloads one after the other on a thread of their own, while this one drains the ring buffer.</summary>
internal static class WorkloadsBesideDraining
{
    /// <summary>Returns when all workloads have ended. A script that calls exit() is detached at once; the workloads still run to their ends, so that their counts stay whole.</summary>
    /// <exception cref="OperationCanceledException">The deadline passed; the workloads have stopped.</exception>
    public static IReadOnlyList<WorkloadReport> Run(IReadOnlyList<PreparedWorkload> workloads, Session session, CancellationToken cancellationToken)
    {
        var reports = new List<WorkloadReport>(workloads.Count);
        if (workloads.Count == 0)
        {
            return reports;
        }

        using var done = new CancellationTokenSource();
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    foreach (var workload in workloads)
                    {
                        reports.Add(workload.Run(cancellationToken));
                    }
                }
                catch (Exception exception)
                {
                    failure = exception;
                }

                done.Cancel();
            })
        { IsBackground = true, Name = "conductor" };
        thread.Start();
        try
        {
            session.DrainUntil(done.Token);
            if (!done.IsCancellationRequested)
            {
                session.Finish();
            }
        }
        finally
        {
            thread.Join();
        }

        if (failure != null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }

        return reports;
    }
}
