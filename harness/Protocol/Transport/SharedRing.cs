using System.Runtime.CompilerServices;

namespace Conformance.Protocol.Transport;

/// <summary>
/// One direction of a shared memory: a ring of bytes with one writer and one reader, which may be different machines. Everything that is to be known lies in the memory itself
/// (u64 bytes written at 0, u64 bytes read at 8, data from 4096), so either side can start anew, and memory that is all zeros is an empty ring.
/// </summary>
internal sealed unsafe class SharedRing
{
    private const int DataAt = 4096;

    // Held so that the memory is there as long as anybody can reach this.
    private readonly object _owner;
    private readonly byte* _start;
    private readonly int _capacity;

    /// <param name="owner">Unmaps the memory when it is collected.</param>
    /// <param name="start">Page-aligned.</param>
    /// <param name="size">Its size in bytes.</param>
    public SharedRing(object owner, byte* start, int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(size, DataAt);
        _owner = owner;
        _start = start;
        _capacity = size - DataAt;
    }

    /// <summary>Whether the writer ever wrote: then it can.</summary>
    public bool WasUsed => Volatile.Read(ref Written) != 0;

    private ref ulong Written => ref Unsafe.AsRef<ulong>((void*)_start);

    private ref ulong Consumed => ref Unsafe.AsRef<ulong>((void*)(_start + sizeof(ulong)));

    /// <summary>Writes as much as there is room for; returns how much that was.</summary>
    /// <exception cref="IOException">The other side has spoilt the memory.</exception>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        var written = Volatile.Read(ref Written);
        var count = Math.Min(bytes.Length, _capacity - Filled(written, Volatile.Read(ref Consumed)));
        var at = (int)(written % (ulong)_capacity);
        var first = Math.Min(count, _capacity - at);
        bytes[..first].CopyTo(new Span<byte>(_start + DataAt + at, first));
        bytes[first..count].CopyTo(new Span<byte>(_start + DataAt, count - first));
        Volatile.Write(ref Written, written + (ulong)count);
        GC.KeepAlive(_owner);
        return count;
    }

    /// <summary>Takes what is there, as far as it fits; 0 if there is nothing.</summary>
    /// <exception cref="IOException">The other side has spoilt the memory.</exception>
    public int Read(Span<byte> bytes)
    {
        var consumed = Volatile.Read(ref Consumed);
        var count = Math.Min(bytes.Length, Filled(Volatile.Read(ref Written), consumed));
        var at = (int)(consumed % (ulong)_capacity);
        var first = Math.Min(count, _capacity - at);
        new ReadOnlySpan<byte>(_start + DataAt + at, first).CopyTo(bytes);
        new ReadOnlySpan<byte>(_start + DataAt, count - first).CopyTo(bytes[first..]);
        Volatile.Write(ref Consumed, consumed + (ulong)count);
        return count;
    }

    // Numbers that a broken or hostile guest can set: they must never lead outside of the memory.
    private int Filled(ulong written, ulong consumed)
    {
        var filled = written - consumed;
        return filled <= (ulong)_capacity
            ? (int)filled
            : throw new IOException($"the memory shared with the agent is damaged: {written} bytes written, {consumed} read, room for {_capacity}");
    }
}
