namespace Conformance.Protocol.Framing;

/// <summary>Reads frames from a stream; what is no intact frame is skipped and counted. For one reader at a time.</summary>
public sealed class FrameReader(Stream stream)
{
    private readonly FrameDecoder _decoder = new();
    private readonly byte[] _buffer = new byte[64 << 10];
    private Task<int>? _pending;
    private int _start;
    private int _end;

    /// <summary>Pieces of the stream that were no frame.</summary>
    public long DamagedPieces => _decoder.DamagedPieces;

    /// <summary>Bytes of those pieces.</summary>
    public long DamagedBytes => _decoder.DamagedBytes;

    /// <summary>The next frame, or <c>null</c> at the end of the stream. Blocks the thread.</summary>
    /// <exception cref="ProtocolException">A frame of another protocol version.</exception>
    public Frame? Read()
    {
        while (true)
        {
            if (Take() is { } frame)
            {
                return frame;
            }

            _end = stream.Read(_buffer);
            _start = 0;
            if (_end == 0)
            {
                return null;
            }
        }
    }

    /// <summary>The next frame. A cancelled call loses nothing: the next call goes on where it stopped.</summary>
    /// <exception cref="EndOfStreamException">The other side has closed the stream.</exception>
    /// <exception cref="ProtocolException">A frame of another protocol version.</exception>
    public async Task<Frame> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (Take() is { } frame)
            {
                return frame;
            }

            // Not every stream can cancel a read (a pipe's cannot), so the read outlives a cancelled wait and the next call picks it up.
            _pending ??= stream.ReadAsync(_buffer, CancellationToken.None).AsTask();
            await ((Task)_pending).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
            var pending = _pending;
            _pending = null;
            _end = await pending.ConfigureAwait(false);
            _start = 0;
            if (_end == 0)
            {
                throw new EndOfStreamException(
                    $"the other side closed the connection ({DamagedPieces} damaged pieces, {DamagedBytes} bytes, were skipped before)");
            }
        }
    }

    private Frame? Take()
    {
        ReadOnlySpan<byte> rest = _buffer.AsSpan(_start, _end - _start);
        var found = _decoder.TryTake(ref rest, out var frame);
        _start = _end - rest.Length;
        return found ? frame : null;
    }
}
