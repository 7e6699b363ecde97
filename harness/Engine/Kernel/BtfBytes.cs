using System.Runtime.InteropServices;
using Conformance.Engine.Libbpf;

namespace Conformance.Engine.Kernel;

/// <summary>
/// A file of BTF, several megabytes, of which a script wants a few hundred bytes. Newer kernels let sysfs's be mapped, which costs nothing. Others hand out one page a call, and every page of memory that
/// receives one has to be cleared first: there only those pages are read that somebody looks at, and a pass over the whole file goes through one small buffer. The bytes stay until the process ends:
/// there is one such file a process, and spans over it must never dangle. Safe for several threads.
/// </summary>
internal sealed unsafe class BtfBytes
{
    // include/uapi/asm-generic/mman-common.h and mman.h.
    private const int ProtectionRead = 1, ProtectionWrite = 2, Private = 2, Anonymous = 0x20, NoReserve = 0x4000;

    private const int Page = 4096;

    private readonly byte* _start;
    private readonly Microsoft.Win32.SafeHandles.SafeFileHandle? _file;
    private readonly bool[] _read;
    private readonly Lock _reading = new();

    private BtfBytes(nint start, int length, Microsoft.Win32.SafeHandles.SafeFileHandle? file)
    {
        _start = (byte*)start;
        Length = length;
        _file = file;
        _read = new bool[file is null ? 0 : (length + Page - 1) / Page];
    }

    /// <summary>Bytes of the file.</summary>
    public int Length { get; }

    /// <summary>Whether all of it can be looked at for nothing.</summary>
    public bool IsMapped => _file is null;

    /// <summary>Opens the file and reads nothing yet.</summary>
    /// <param name="map">Whether to map it if that is possible.</param>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static BtfBytes Open(string path, bool map = true)
    {
        // Shared for writing: else the runtime locks it, which sysfs has no use for.
        var file = File.OpenHandle(path, share: FileShare.ReadWrite);
        try
        {
            var size = RandomAccess.GetLength(file);
            if (size is 0 or > int.MaxValue)
                throw new IOException($"it has {size} bytes");
            var mapped = !map ? -1 : Libc.Map(0, (nuint)size, ProtectionRead, Private, (int)file.DangerousGetHandle(), 0);
            if (mapped != -1)
            {
                file.Dispose();
                return new BtfBytes(mapped, (int)size, null);
            }

            var room = Libc.Map(0, (nuint)size, ProtectionRead | ProtectionWrite, Private | Anonymous | NoReserve, -1, 0);
            return room != -1 ? new BtfBytes(room, (int)size, file) : throw new IOException($"no memory for its {size} bytes ({Errno.Name(Marshal.GetLastPInvokeError())})");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Of bytes that are at hand; they are copied.</summary>
    public static BtfBytes Of(ReadOnlySpan<byte> bytes)
    {
        var copy = (byte*)NativeMemory.Alloc((nuint)bytes.Length);
        bytes.CopyTo(new Span<byte>(copy, bytes.Length));
        return new BtfBytes((nint)copy, bytes.Length, null);
    }

    /// <summary>These bytes, for as long as the process lives.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public ReadOnlySpan<byte> At(int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(Length - offset));
        if (_file is not null)
        {
            for (var page = offset / Page; page * Page < offset + length; page++)
                if (!Volatile.Read(ref _read[page]))
                    Read(page);
        }

        return new(_start + offset, length);
    }

    /// <summary>All bytes from there on: those that are left or as many as the buffer takes. For passes over much of the file; what is returned may lie in the buffer.</summary>
    public ReadOnlySpan<byte> From(int offset, Span<byte> buffer)
    {
        if (_file is null)
            return new(_start + offset, Length - offset);
        var part = buffer[..Math.Min(buffer.Length, Length - offset)];
        Fill(part, offset);
        return part;
    }

    private void Read(int page)
    {
        lock (_reading)
        {
            var start = page * Page;
            Fill(new Span<byte>(_start + start, Math.Min(Page, Length - start)), start);
            Volatile.Write(ref _read[page], true);
        }
    }

    private void Fill(Span<byte> target, int offset)
    {
        for (var at = 0; at < target.Length;)
        {
            var count = RandomAccess.Read(_file!, target[at..], offset + at);
            if (count == 0)
                throw new IOException($"the kernel's BTF ended after {offset + at} of {Length} bytes");
            at += count;
        }
    }
}
