using System.Runtime.InteropServices;

namespace Conformance.Engine.Libbpf;

/// <summary>Receives one record of a ring buffer; the bytes are the kernel's own memory and valid during the call only.</summary>
internal delegate void RingRecord(ReadOnlySpan<byte> record);

/// <summary>
/// Consumer of a BPF ring buffer. The kernel maps it as one page with the consumer's position (ours to write), one page with the producer's
/// position, and the data twice in a row, so that a record that wraps still reads as one span (kernel/bpf/ringbuf.c).
/// </summary>
internal sealed unsafe class RingBuffer : IDisposable
{
    // Header bits of a record, include/uapi/linux/bpf.h: BPF_RINGBUF_BUSY_BIT, BPF_RINGBUF_DISCARD_BIT, BPF_RINGBUF_HDR_SZ.
    private const uint Busy = 1u << 31;
    private const uint Discarded = 1u << 30;
    private const int HeaderSize = 8;

    private const int ProtectionRead = 1;
    private const int ProtectionWrite = 2;
    private const int Shared = 1;

    private readonly byte* _consumer;
    private readonly byte* _producer;
    private readonly nuint _producerLength;
    private readonly ulong _mask;

    private RingBuffer(byte* consumer, byte* producer, nuint producerLength, int size)
    {
        _consumer = consumer;
        _producer = producer;
        _producerLength = producerLength;
        _mask = (ulong)size - 1;
    }

    /// <summary>Maps the buffer of <paramref name="map"/>, <paramref name="size"/> bytes large.</summary>
    /// <exception cref="AttachException">The kernel refused the mapping.</exception>
    public static RingBuffer Open(Descriptor map, int size)
    {
        var page = Environment.SystemPageSize;
        var consumer = Libc.Map(0, (nuint)page, ProtectionRead | ProtectionWrite, Shared, map.Number, 0);
        if (consumer == -1)
            throw Refused(Marshal.GetLastPInvokeError());
        var length = (nuint)(page + 2L * size);
        var producer = Libc.Map(0, length, ProtectionRead, Shared, map.Number, page);
        if (producer == -1)
        {
            var errno = Marshal.GetLastPInvokeError();
            _ = Libc.Unmap(consumer, (nuint)page);
            throw Refused(errno);
        }

        return new RingBuffer((byte*)consumer, (byte*)producer, length, size);
    }

    /// <summary>
    /// Hands over every record that was reserved before this call, in order, and returns how many there were. A record that its program still
    /// writes is waited for: BPF programs do not sleep, so that takes no longer than the program's few instructions once it has its CPU.
    /// </summary>
    public int Drain(RingRecord receive)
    {
        var count = 0;
        var end = Volatile.Read(ref *(ulong*)_producer);
        var position = *(ulong*)_consumer;
        while (position < end)
        {
            var data = _producer + Environment.SystemPageSize + (position & _mask);
            var header = Volatile.Read(ref *(uint*)data);
            if ((header & Busy) != 0)
            {
                Thread.Yield();
                continue;
            }

            var length = header & ~(Busy | Discarded);
            if ((header & Discarded) == 0)
            {
                receive(new ReadOnlySpan<byte>(data + HeaderSize, (int)length));
                count++;
            }

            position += (length + HeaderSize + 7) & ~7u;
            Volatile.Write(ref *(ulong*)_consumer, position);
        }

        return count;
    }

    public void Dispose()
    {
        _ = Libc.Unmap((nint)_consumer, (nuint)Environment.SystemPageSize);
        _ = Libc.Unmap((nint)_producer, _producerLength);
    }

    private static AttachException Refused(int errno) =>
        new($"The kernel refused to map the ring buffer: {Errno.Name(errno)}. Make it smaller, or free memory.", errno);
}
