using System.Buffers;
using System.Runtime.InteropServices;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Kernel;

/// <summary>
/// A large file of sysfs as memory. Newer kernels let it be mapped, which costs nothing; older ones have it copied. Either way the bytes lie outside
/// the collected heap: megabytes there would start a collection, and under emulation each costs more than the file.
/// </summary>
internal sealed unsafe class KernelFile : MemoryManager<byte>
{
    // include/uapi/asm-generic/mman-common.h and mman.h.
    private const int ProtectionRead = 1;
    private const int ProtectionWrite = 2;
    private const int Private = 2;
    private const int Anonymous = 0x20;
    private const int NoReserve = 0x4000;
    private const int Populate = 0x8000;

    // More than any file of /proc or tracefs that is read here has; only pages that are written to cost memory.
    private const int Room = 1 << 28;

    private readonly int _length;
    private nint _address;

    private KernelFile(nint address, int length)
    {
        _address = address;
        _length = length;
    }

    /// <summary>The file's bytes, which stay until the process ends: there is one such file a process, and spans over it must never dangle.</summary>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static ReadOnlyMemory<byte> Read(string path)
    {
        using var file = File.OpenHandle(path);
        var size = RandomAccess.GetLength(file);
        if (size == 0)
            return ReadOnlyMemory<byte>.Empty;
        if (size > int.MaxValue)
            throw new IOException($"its {size} bytes are more than this engine reads");
        var length = (int)size;
        var mapped = Libc.Map(0, (nuint)length, ProtectionRead, Private, (int)file.DangerousGetHandle(), 0);
        if (mapped != -1)
            return new KernelFile(mapped, length).Memory;

        var copy = Libc.Map(0, (nuint)length, ProtectionRead | ProtectionWrite, Private | Anonymous | Populate, -1, 0);
        if (copy == -1)
            throw new IOException($"no memory for its {length} bytes ({Errno.Name(Marshal.GetLastPInvokeError())})");
        var memory = new KernelFile(copy, length);
        for (var at = 0; at < length;)
        {
            var count = RandomAccess.Read(file, memory.GetSpan()[at..], at);
            if (count == 0)
                throw new IOException($"it ended after {at} of {length} bytes");
            at += count;
        }

        return memory.Memory;
    }

    /// <summary>A file that does not know its length (/proc, tracefs), read to its end; the same promises as <see cref="Read"/>.</summary>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static ReadOnlyMemory<byte> ReadToEnd(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var address = Libc.Map(0, Room, ProtectionRead | ProtectionWrite, Private | Anonymous | NoReserve, -1, 0);
        if (address == -1)
            throw new IOException($"no memory to read it ({Errno.Name(Marshal.GetLastPInvokeError())})");
        var length = 0;
        try
        {
            for (var count = -1; count != 0 && length < Room; length += count)
                count = file.Read(new Span<byte>((byte*)address + length, Math.Min(Room - length, 1 << 20)));
        }
        catch
        {
            _ = Libc.Unmap(address, Room);
            throw;
        }

        var kept = (length + Environment.SystemPageSize - 1) & -Environment.SystemPageSize;
        if (kept < Room)
            _ = Libc.Unmap(address + kept, (nuint)(Room - kept));
        return length == 0 ? ReadOnlyMemory<byte>.Empty : new KernelFile(address, length).Memory;
    }

    public override Span<byte> GetSpan() => new((void*)_address, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)_address + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (_address != 0)
            _ = Libc.Unmap(_address, (nuint)_length);
        _address = 0;
    }
}
