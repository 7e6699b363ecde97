namespace Conformance.Tracer.Native;

/// <summary>Memory that the kernel has promised and not yet given: the first touch is a page fault.</summary>
internal static unsafe class FreshPage
{
    private const int ReadWrite = 0x3;        // PROT_READ | PROT_WRITE, include/uapi/asm-generic/mman-common.h
    private const int PrivateAnonymous = 0x22; // MAP_PRIVATE | MAP_ANONYMOUS
    private const nuint Bytes = 4096;

    /// <summary>Causes one page fault on this thread.</summary>
    public static void Touch()
    {
        var page = Libc.MapMemory(0, Bytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (page == -1)
            throw new InvalidOperationException($"cannot map a page: {Libc.LastError()}");
        *(byte*)page = 1;
        _ = Libc.UnmapMemory(page, Bytes);
    }
}
