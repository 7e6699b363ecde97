namespace Conformance.Tracer.Workloads;

/// <summary>
/// Threads that begin their work at the same moment. Waiting is done on events (futexes), never by spinning with short sleeps: a thread's own
/// sleeps would be seen by the probes.
/// </summary>
internal sealed class Gang : IDisposable
{
    /// <summary>Enough for a loop around a system call, and a thousand of them fit into a small guest.</summary>
    private const int StackBytes = 128 << 10;

    /// <summary>What <c>comm</c> is on these threads, so that scripts can tell them from the agent's others.</summary>
    public const string ThreadName = "workload";

    private readonly ManualResetEvent _go = new(false);
    private readonly ManualResetEvent _allHere = new(false);
    private readonly int _size;
    private int _missing;

    /// <summary>So many threads.</summary>
    public Gang(int size) => _missing = _size = size;

    /// <summary>Called by each thread once it is ready: returns when all are.</summary>
    public void StartTogether()
    {
        Arrive();
        _go.WaitOne();
    }

    /// <summary>Runs <paramref name="work"/> (given the thread's number) on all threads and returns what they return, in order of their numbers.</summary>
    /// <exception cref="OperationCanceledException">The token fired; all threads have ended.</exception>
    public T[] Run<T>(Func<int, T> work, CancellationToken cancellationToken)
    {
        var results = new T[_size];
        var failures = new Exception?[_size];
        var threads = new Thread[_size];
        for (var i = 0; i < _size; i++)
        {
            var index = i;
            threads[i] = new Thread(
                () =>
                {
                    try
                    {
                        results[index] = work(index);
                    }
                    catch (Exception exception)
                    {
                        failures[index] = exception;
                        Arrive();
                    }
                },
                StackBytes)
            { IsBackground = true };
        }

        // A thread that is given a name renames itself, which the probes of the workload "rename" would see; one that is started by a thread of that name has it from its first instruction.
        var starter = new Thread(() => Array.ForEach(threads, thread => thread.Start())) { IsBackground = true, Name = ThreadName };
        starter.Start();
        starter.Join();

        _allHere.WaitOne();
        _go.Set();
        foreach (var thread in threads)
        {
            thread.Join();
        }

        if (failures.FirstOrDefault(f => f != null) is { } failure)
        {
            throw failure is WorkloadException ? failure : new WorkloadException($"a workload's thread failed: {failure.Message}");
        }

        cancellationToken.ThrowIfCancellationRequested();
        return results;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _go.Dispose();
        _allHere.Dispose();
    }

    private void Arrive()
    {
        if (Interlocked.Decrement(ref _missing) == 0)
        {
            _allHere.Set();
        }
    }
}
