namespace Conformance.Tracer.Native;

/// <summary>Memory that the kernel has promised and not yet given: the first touch of each page is a page fault. A structure, because to allocate an object may be one, too.</summary>
internal readonly unsafe struct FreshPages : IDisposable
{
    private const int ReadWrite = 0x3;         // PROT_READ | PROT_WRITE, include/uapi/asm-generic/mman-common.h
    private const int PrivateAnonymous = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS
    private const int NoHugePages = 15;        // MADV_NOHUGEPAGE: one touch must not bring in the neighbours
    private const nuint PageBytes = 4096;

    private readonly nint _first;
    private readonly nuint _bytes;

    /// <summary>So many of them.</summary>
    /// <exception cref="InvalidOperationException">The kernel gives no memory.</exception>
    public FreshPages(int count)
    {
        _bytes = (nuint)count * PageBytes;
        _first = Libc.MapMemory(0, _bytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (_first == -1)
            throw new InvalidOperationException($"cannot map {count} pages: {Libc.LastError()}");
        // A kernel without huge pages refuses, and needs no advice.
        SystemCall.Make(SystemCall.AdviseMemory, _first, (long)_bytes, NoHugePages);
    }

    /// <summary>Causes one page fault on this thread.</summary>
    public static void TouchOne()
    {
        using var page = new FreshPages(1);
        page.Touch(0);
    }

    /// <summary>Causes one page fault on this thread, the first time for each page.</summary>
    public void Touch(int page) => *(byte*)(_first + (page * (nint)PageBytes)) = 1;

    /// <inheritdoc/>
    public void Dispose() => _ = Libc.UnmapMemory(_first, _bytes);
}
