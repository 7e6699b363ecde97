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
    private const int Populate = 0x8000;

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
        var length = (int)RandomAccess.GetLength(file);
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
