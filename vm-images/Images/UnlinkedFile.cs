namespace Conformance.Images;

/// <summary>A file without a name, for where nothing can be kept: it is reached through this process alone, and gone with it, however that ends.</summary>
public sealed class UnlinkedFile : IDisposable
{
    private readonly FileStream _stream;

    private UnlinkedFile(FileStream stream) => _stream = stream;

    /// <summary>Where other processes find it (proc(5), /proc/PID/fd), as long as this is not disposed of.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_stream.SafeFileHandle.DangerousGetHandle()}";

    /// <summary>Makes one.</summary>
    /// <exception cref="ImageException">There is no room for it among temporary files either.</exception>
    public static UnlinkedFile Write(Action<Stream> write)
    {
        string name = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"conformance-{Guid.NewGuid():N}");
        try
        {
            FileStream stream = new(name, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            File.Delete(name);
            write(stream);
            stream.Flush();
            return new UnlinkedFile(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw ImageException.OfWriting(name, error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();
}
