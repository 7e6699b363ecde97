using Conformance.Tracer.Native;
using Conformance.Tracer.Workloads;

namespace Conformance.Tracer.Experiments;

/// <summary>
/// Threads held inside read(2) on an empty pipe, and so inside <c>vfs_read</c>, until they are released by what they wait for: never by the passing of time, since attaching and detaching can take long.
/// </summary>
internal sealed unsafe class HeldThreads : IDisposable
{
    /// <summary>The function that they are inside of.</summary>
    public const string Function = "vfs_read";

    private const int CloseOnExec = 0x80000;
    private const int StackBytes = 128 << 10;

    private readonly int _reading;
    private readonly int _writing;
    private readonly Thread[] _threads;
    private readonly int[] _ids;
    private bool _released;

    private HeldThreads(int count, Action before, CancellationToken cancellationToken)
    {
        var ends = stackalloc int[2];
        if (Libc.Pipe(ends, CloseOnExec) < 0)
            throw new WorkloadException($"cannot make a pipe: {Libc.LastError()}");
        (_reading, _writing) = (ends[0], ends[1]);
        _threads = new Thread[count];
        _ids = new int[count];
        for (var i = 0; i < count; i++)
        {
            var index = i;
            _threads[i] = new Thread(() => Hold(index, before), StackBytes) { IsBackground = true, Name = Gang.ThreadName };
            _threads[i].Start();
        }

        // A thread is inside once the kernel says that it sleeps there; until then it only needs this processor.
        for (var i = 0; i < count; i++)
        {
            while (Volatile.Read(ref _ids[i]) is var id && (id == 0 || !Threads.IsInside(id, SystemCall.Read)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>Starts them and returns when all are inside.</summary>
    /// <param name="before">What each does first.</param>
    /// <exception cref="OperationCanceledException">They did not get there in time.</exception>
    public static HeldThreads Start(int count, Action before, CancellationToken cancellationToken) => new(count, before, cancellationToken);

    /// <summary>What the kernel calls the threads.</summary>
    public IReadOnlyList<int> Ids => _ids;

    /// <summary>Lets all go on, and returns when they have ended.</summary>
    public void Release()
    {
        if (_released)
            return;
        _released = true;
        var bytes = stackalloc byte[_threads.Length];
        SystemCall.Make(SystemCall.Write, _writing, (nint)bytes, _threads.Length);
        foreach (var thread in _threads)
            thread.Join();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _ = Libc.Close(_reading);
        _ = Libc.Close(_writing);
    }

    private void Hold(int index, Action before)
    {
        byte one;
        before();
        Volatile.Write(ref _ids[index], Libc.GetThreadId());
        SystemCall.Make(SystemCall.Read, _reading, (nint)(&one), 1);
    }
}
