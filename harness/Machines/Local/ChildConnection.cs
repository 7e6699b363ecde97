using System.IO.Pipelines;
using Conformance.Protocol.Transport;

namespace Conformance.Machines.Local;

/// <summary>Joins a child's standard input and output to one stream, as if it were a socket.</summary>
internal sealed class ChildConnection : LineStream
{
    private readonly Pipe _toChild = new();
    private readonly Pipe _fromChild = new();
    private readonly Stream _write;
    private readonly Stream _read;

    public ChildConnection()
    {
        _write = _toChild.Writer.AsStream();
        _read = _fromChild.Reader.AsStream();
    }

    /// <summary>Copies what is written here to the child's standard input, until this stream is closed.</summary>
    public async Task FeedAsync(Stream input, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _toChild.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            foreach (var piece in result.Buffer)
                await input.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            await input.FlushAsync(cancellationToken).ConfigureAwait(false);
            _toChild.Reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return;
        }
    }

    /// <summary>Copies the child's standard output here, until it ends.</summary>
    public async Task DrainAsync(Stream output, CancellationToken cancellationToken)
    {
        try
        {
            await output.CopyToAsync(_fromChild.Writer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await _fromChild.Writer.CompleteAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => _read.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _write.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _write.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => _read.Read(buffer, offset, count);

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => _write.Write(buffer, offset, count);

    /// <inheritdoc/>
    public override void Flush() => _write.Flush();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _write.Dispose();
        base.Dispose(disposing);
    }
}
