using System.Text;
using Conformance.Protocol.Transport;
using Docker.DotNet;

namespace Conformance.Machines.Containers;

/// <summary>A container's standard input and output as one stream; what it writes to standard error is kept aside.</summary>
internal sealed class ContainerConnection(MultiplexedStream attached) : LineStream
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
