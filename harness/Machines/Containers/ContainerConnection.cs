using System.Text;
using Docker.DotNet;

namespace Conformance.Machines.Containers;

/// <summary>A container's standard input and output as one stream; what it writes to standard error is kept aside.</summary>
internal sealed class ContainerConnection(MultiplexedStream attached) : Stream
{
    private const int MostErrors = 64 * 1024;

    private readonly StringBuilder _errors = new();

    /// <summary>What came over standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var bytes = new byte[buffer.Length];
        while (true)
        {
            var read = await attached.ReadOutputAsync(bytes, 0, bytes.Length, cancellationToken).ConfigureAwait(false);
            if (read.Target == MultiplexedStream.TargetStream.StandardError && read.Count > 0)
            {
                Keep(bytes.AsSpan(0, read.Count));
                continue;
            }

            bytes.AsSpan(0, read.Count).CopyTo(buffer.Span);
            return read.Count;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var bytes = buffer.ToArray();
        await attached.WriteAsync(bytes, 0, bytes.Length, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            attached.Dispose();
        base.Dispose(disposing);
    }

    private void Keep(ReadOnlySpan<byte> text)
    {
        lock (_errors)
        {
            if (_errors.Length < MostErrors)
                _errors.Append(Encoding.UTF8.GetString(text));
        }
    }
}
