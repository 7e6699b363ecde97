using System.Runtime.ExceptionServices;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Experiments;

/// <summary>Runs something on a thread that is called as the threads of workloads are, so that scripts can tell it from the agent's others.</summary>
internal static class NamedThread
{
    /// <summary>Runs it and returns when it has ended; what it throws is thrown here.</summary>
    public static void Run(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        { IsBackground = true, Name = Gang.ThreadName };
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
