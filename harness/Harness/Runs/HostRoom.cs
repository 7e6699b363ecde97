namespace Conformance.Harness.Runs;

/// <summary>The host's memory, given out to machines: whoever does not fit waits, first come, first served, so that a large machine is not passed by small ones for ever. Safe for several callers.</summary>
/// <param name="totalMiB">What there is. A machine that wants more than all of it gets all of it, and runs alone.</param>
public sealed class HostRoom(long totalMiB)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<(long MiB, TaskCompletionSource Turn)> _waiting = [];
    private long _free = Math.Max(1, totalMiB);

    /// <summary>Room without an end.</summary>
    public static HostRoom Unlimited => new(long.MaxValue);

    /// <summary>Takes room if there is some and nobody waits.</summary>
    /// <param name="mib">How much.</param>
    /// <returns>What gives it back when disposed of; <c>null</c> if there is none now.</returns>
    public IDisposable? TryTake(long mib)
    {
        lock (_lock)
        {
            var wanted = Wanted(mib);
            if (_waiting.Count > 0 || wanted > _free)
                return null;
            _free -= wanted;
            return new Taken(this, wanted);
        }
    }

    /// <summary>Takes room, and waits for it. Never call it while holding some: two that do wait for each other.</summary>
    /// <param name="mib">How much.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>What gives it back when disposed of.</returns>
    public async Task<IDisposable> TakeAsync(long mib, CancellationToken cancellationToken)
    {
        LinkedListNode<(long MiB, TaskCompletionSource Turn)> place;
        lock (_lock)
        {
            place = _waiting.AddLast((Wanted(mib), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
            Serve();
        }

        try
        {
            await place.Value.Turn.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return new Taken(this, place.Value.MiB);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                // Served while it gave up: somebody else's then.
                if (place.List is null)
                    _free += place.Value.MiB;
                else
                    _waiting.Remove(place);
                Serve();
            }

            throw;
        }
    }

    private long Wanted(long mib) => Math.Clamp(mib, 0, Math.Max(1, totalMiB));

    private void Serve()
    {
        while (_waiting.First is { } first && first.Value.MiB <= _free)
        {
            _free -= first.Value.MiB;
            _waiting.RemoveFirst();
            first.Value.Turn.SetResult();
        }
    }

    private void Return(long mib)
    {
        lock (_lock)
        {
            _free += mib;
            Serve();
        }
    }

    private sealed class Taken(HostRoom room, long mib) : IDisposable
    {
        private int _returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _returned, 1) == 0)
                room.Return(mib);
        }
    }
}
