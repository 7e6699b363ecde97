using Conformance.Protocol.Framing;

namespace Conformance.Protocol.Transport;

/// <summary>
/// A slow line with a shared memory beside it: bytes go through the memory, and the line carries one byte a write that says so, the bell. An emulated serial port costs
/// the guest an interrupt every few bytes (45 µs of an emulated processor for each byte that it receives); memory costs next to nothing, and no kernel needs a driver for it.
/// </summary>
/// <remarks>
/// The guest, if it has found the memory, writes to it from its first word on; the host begins when it has seen the guest do so, and until then talks over the line. A side that has begun
/// never goes back, so what still comes over the line is bells. A guest without the memory talks over the line alone.
/// </remarks>
public sealed class BellStream : LineStream
{
    // Only a trace larger than the ring, and a reader slower than the writer, make it wait at all.
    private static readonly TimeSpan s_roomPoll = TimeSpan.FromMilliseconds(1);

    private static readonly byte[] s_bell = [FrameFormat.Boundary];

    private readonly Stream _line;
    private readonly SharedRing _incoming;
    private readonly SharedRing _outgoing;
    private readonly bool _isGuest;

    private BellStream(Stream line, SharedMemory memory, bool isGuest)
    {
        (_line, _isGuest) = (line, isGuest);
        (_incoming, _outgoing) = isGuest ? (memory.ToGuest, memory.ToHost) : (memory.ToHost, memory.ToGuest);
    }

    /// <summary>Whether the other side has written to the memory.</summary>
    public bool IsFast => _incoming.WasUsed;

    private bool WritesToMemory => _isGuest || IsFast;

    /// <summary>The host's side; owns the line.</summary>
    public static BellStream ForHost(Stream line, SharedMemory memory) => new(line, memory, isGuest: false);

    /// <summary>The guest's side; owns the line.</summary>
    public static BellStream ForGuest(Stream line, SharedMemory memory) => new(line, memory, isGuest: true);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            if (_incoming.Read(buffer) is > 0 and var count)
                return count;
            count = _line.Read(buffer);
            if (count == 0 || !_incoming.WasUsed)
                return count;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_incoming.Read(buffer.Span) is > 0 and var count)
                return count;
            count = await _line.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0 || !_incoming.WasUsed)
                return count;
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (!WritesToMemory)
        {
            _line.Write(buffer);
            return;
        }

        while (!buffer.IsEmpty)
        {
            buffer = buffer[Put(buffer)..];
            _line.Write(s_bell);
            if (!buffer.IsEmpty)
                Thread.Sleep(s_roomPoll);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!WritesToMemory)
        {
            await _line.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            return;
        }

        while (!buffer.IsEmpty)
        {
            buffer = buffer[Put(buffer.Span)..];
            await _line.WriteAsync(s_bell, cancellationToken).ConfigureAwait(false);
            if (!buffer.IsEmpty)
                await Task.Delay(s_roomPoll, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() => _line.Flush();

    /// <inheritdoc/>
    public override Task FlushAsync(CancellationToken cancellationToken) => _line.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _line.Dispose();

        base.Dispose(disposing);
    }

    // The bell is rung even if there was no room: a reader that missed an earlier one would otherwise never make any.
    private int Put(ReadOnlySpan<byte> bytes) => _outgoing.Write(bytes);
}
