namespace Conformance.Images;

/// <summary>
/// Keeps two processes from filling the same part of the cache at once. It is the kernel's lock on an open file (.NET takes flock(2)
/// for <see cref="FileShare.None"/>), so it ends with its process, however that ends; the file itself stays and means nothing.
/// </summary>
internal sealed class CacheLock : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly FileStream file;

    private CacheLock(FileStream file) => this.file = file;

    /// <summary>Waits until the lock is free, and says so once.</summary>
    /// <exception cref="ImageException">The cache cannot be written.</exception>
    public static async Task<CacheLock> TakeAsync(string path, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        for (bool said = false; ; said = true)
        {
            if (TryTake(path) is { } taken)
                return taken;
            if (!said)
                progress?.Report($"waiting for another process that fills the cache (lock {path})");
            await Task.Delay(Interval, cancellationToken).ConfigureAwait(false);
        }
    }

    private static CacheLock? TryTake(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new CacheLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException error) when (error.HResult == WouldBlock)
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ImageException.OfWriting(path, error);
        }
    }

    // EWOULDBLOCK (include/uapi/asm-generic/errno-base.h), what flock(2) says of a lock that another holds.
    private const int WouldBlock = 11;

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
