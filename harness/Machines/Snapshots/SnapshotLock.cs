namespace Conformance.Machines.Snapshots;

/// <summary>
/// The lock of one saved guest, between processes: shared by those who restore it, held alone by who makes or removes it. .NET takes flock(2) for
/// <see cref="FileShare"/>, so it ends with its process, however that ends.
/// </summary>
internal sealed class SnapshotLock : IDisposable
{
    // EWOULDBLOCK, include/uapi/asm-generic/errno-base.h
    private const int WouldBlock = 11;

    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private SnapshotLock(FileStream file) => _file = file;

    /// <summary>Waits until nobody makes the guest.</summary>
    /// <exception cref="IOException">The cache has no such lock and cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static Task<SnapshotLock> ShareAsync(string path, IProgress<string>? progress, CancellationToken cancellationToken) =>
        WaitAsync(() => TryShare(path), progress, cancellationToken);

    /// <summary>Waits until nobody else has it.</summary>
    /// <exception cref="IOException">The cache cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Likewise.</exception>
    public static Task<SnapshotLock> TakeAsync(string path, IProgress<string>? progress, CancellationToken cancellationToken) =>
        WaitAsync(() => TryTake(path), progress, cancellationToken);

    /// <summary>Takes it alone, or gives <c>null</c> if somebody has it.</summary>
    public static SnapshotLock? TryTake(string path) => Try(() => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static SnapshotLock? TryShare(string path)
    {
        // Reading is enough for a shared lock, and is allowed in a cache that cannot be written.
        if (!File.Exists(path))
            File.Open(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite).Dispose();
        return Try(() => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
    }

    private static SnapshotLock? Try(Func<FileStream> open)
    {
        try
        {
            return new SnapshotLock(open());
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            return null;
        }
    }

    private static async Task<SnapshotLock> WaitAsync(Func<SnapshotLock?> attempt, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        for (var said = false; ; said = true)
        {
            if (attempt() is { } taken)
                return taken;
            if (!said)
                progress?.Report("waiting for another process that saves this guest");
            await Task.Delay(s_interval, cancellationToken).ConfigureAwait(false);
        }
    }
}
