using Conformance.Protocol;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// Processes that are killed inside nanosleep(2): each call is entered once and never returns to user space. Each process is a thread of the report, with one call and
/// nothing returned.
/// </summary>
internal sealed class KilledWorkload : Workload
{
    public override string Name => "killed";

    public override string Summary => "starts processes that are killed while they sleep inside nanosleep(2)";

    public override IReadOnlyList<Parameter> Parameters { get; } = [new("times", "processes, one after the other", 1, 0, 10_000)];

    public override IReadOnlyList<WorkloadThread> Run(IReadOnlyDictionary<string, long> values, CancellationToken cancellationToken)
    {
        var killed = new List<WorkloadThread>();
        for (var i = 0; i < values["times"]; i++)
        {
            killed.Add(KillOne(cancellationToken));
        }

        return killed;
    }

    private static WorkloadThread KillOne(CancellationToken cancellationToken)
    {
        const long anHour = 3_600_000_000;
        var start = Libc.MonotonicNanoseconds();
        var child = Child.Start("workload", "nanosleep", "times=1", $"interval_us={anHour}");
        try
        {
            int? sleeping;
            while ((sleeping = child.ThreadInside(SystemCall.Nanosleep)) is null)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!Directory.Exists($"/proc/{child.Id}/task"))
                {
                    throw new WorkloadException("a process that was to sleep ended by itself");
                }

                Thread.Yield();
            }

            child.Kill();
            return new WorkloadThread(sleeping.Value, -1, 1, [], [anHour * 1000]) { StartNs = start, EndNs = Libc.MonotonicNanoseconds() };
        }
        catch
        {
            child.Kill();
            throw;
        }
    }
}
