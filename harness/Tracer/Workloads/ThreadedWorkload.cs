using Conformance.Protocol;
using Conformance.Tracer.Native;

namespace Conformance.Tracer.Workloads;

/// <summary>
/// A workload of threads that start together and each make a number of calls known beforehand. A thread prepares everything first; between its first and its last call
/// it allocates nothing, waits for nothing and makes no system call but those it reports.
/// </summary>
internal abstract class ThreadedWorkload : Workload
{
    private readonly Lazy<IReadOnlyList<Parameter>> _parameters;

    protected ThreadedWorkload() => _parameters = new(() =>
    [
        .. OwnParameters,
        new("threads", "threads, started together", 1, 1, 1024),
        new("pin", "1: pin the threads to the CPUs, one after the other", 0, 0, 1),
        new("fifo", "1: real-time threads where that is allowed, so that they do not preempt each other inside a probe", 0, 0, 1),
    ]);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Parameter> Parameters => _parameters.Value;

    /// <summary>The parameters beside those that all threaded workloads have.</summary>
    protected abstract IReadOnlyList<Parameter> OwnParameters { get; }

    /// <summary>Makes one thread ready; called on that thread.</summary>
    /// <exception cref="WorkloadException">It cannot be.</exception>
    protected abstract Caller Prepare(IReadOnlyDictionary<string, long> values);

    /// <inheritdoc/>
    public sealed override IReadOnlyList<WorkloadThread> Run(IReadOnlyDictionary<string, long> values, CancellationToken cancellationToken)
    {
        var cpus = values["pin"] == 1 ? Affinity.AllowedCpus() : [];
        using var gang = new Gang((int)values["threads"]);
        return gang.Run(
            index =>
            {
                var cpu = cpus.Count > 0 ? cpus[index % cpus.Count] : -1;
                if (cpu >= 0)
                {
                    Affinity.PinThisThread(cpu);
                }

                if (values["fifo"] == 1)
                {
                    RealTime.TryEnter();
                }

                using var caller = Prepare(values);
                // Written to once, so that no page of it is touched for the first time while probes watch.
                var returned = new long[caller.Arguments.Length];
                Array.Fill(returned, -1);
                var threadId = Libc.GetThreadId();
                gang.StartTogether();
                var start = Libc.MonotonicNanoseconds();
                var calls = 0;
                for (; calls < returned.Length && !cancellationToken.IsCancellationRequested; calls++)
                {
                    returned[calls] = caller.Call(calls);
                }

                var end = Libc.MonotonicNanoseconds();
                return new WorkloadThread(threadId, cpu, calls, returned, caller.Arguments) { StartNs = start, EndNs = end };
            },
            cancellationToken);
    }
}

/// <summary>What one thread of a <see cref="ThreadedWorkload"/> does.</summary>
internal abstract class Caller : IDisposable
{
    /// <summary>The argument of each call that a probe can see, in order; as many as there are calls.</summary>
    public abstract long[] Arguments { get; }

    /// <summary>Makes call number <paramref name="index"/>.</summary>
    /// <returns>What the kernel returned: a value, or minus the error number.</returns>
    public abstract long Call(int index);

    /// <summary>Undoes what preparing did; after the last call.</summary>
    public virtual void Dispose()
    {
    }

    /// <summary>So many calls with one argument, then so many with another, and so on.</summary>
    protected static long[] Repeat(params ReadOnlySpan<(long Times, long Argument)> parts)
    {
        var length = 0L;
        foreach (var (times, _) in parts)
        {
            length += times;
        }

        var arguments = new long[length];
        var next = 0;
        foreach (var (times, argument) in parts)
        {
            Array.Fill(arguments, argument, next, (int)times);
            next += (int)times;
        }

        return arguments;
    }
}
