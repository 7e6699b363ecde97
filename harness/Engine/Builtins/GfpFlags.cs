using System.Buffers.Binary;
using System.Globalization;
using Conformance.Engine.Kernel;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins;

/// <summary>
/// Names of the flags of memory requests (<c>%gr</c>), as the kernel's own %pGg writes them: what the kernel has one word for first, single flags after it, and unknown bits as a number
/// (include/linux/gfp_types.h, include/trace/events/mmflags.h).
/// </summary>
/// <param name="Names">Masks and names, those with the most bits first.</param>
internal sealed record GfpFlags(IReadOnlyList<(ulong Mask, string Name)> Names) : Rendering("flags of memory requests")
{
    /// <summary>In the order of their bits before Linux 6.8, which had no types for them.</summary>
    private static readonly string[] s_flags =
    [
        "DMA", "HIGHMEM", "DMA32", "MOVABLE", "RECLAIMABLE", "HIGH", "IO", "FS", "ZERO", "ATOMIC", "DIRECT_RECLAIM", "KSWAPD_RECLAIM", "WRITE", "NOWARN", "RETRY_MAYFAIL", "NOFAIL", "NORETRY",
        "MEMALLOC", "COMP", "NOMEMALLOC", "HARDWALL", "THISNODE", "ACCOUNT",
    ];

    /// <summary>In the order of the kernel's table; bits that are not described there are in no word.</summary>
    private static readonly (string Name, string Flags)[] s_words =
    [
        ("GFP_TRANSHUGE", "DIRECT_RECLAIM IO FS HARDWALL HIGHMEM MOVABLE COMP NOMEMALLOC NOWARN"),
        ("GFP_TRANSHUGE_LIGHT", "IO FS HARDWALL HIGHMEM MOVABLE COMP NOMEMALLOC NOWARN"),
        ("GFP_HIGHUSER_MOVABLE", "DIRECT_RECLAIM KSWAPD_RECLAIM IO FS HARDWALL HIGHMEM MOVABLE"),
        ("GFP_HIGHUSER", "DIRECT_RECLAIM KSWAPD_RECLAIM IO FS HARDWALL HIGHMEM"),
        ("GFP_USER", "DIRECT_RECLAIM KSWAPD_RECLAIM IO FS HARDWALL"),
        ("GFP_KERNEL_ACCOUNT", "DIRECT_RECLAIM KSWAPD_RECLAIM IO FS ACCOUNT"),
        ("GFP_KERNEL", "DIRECT_RECLAIM KSWAPD_RECLAIM IO FS"),
        ("GFP_NOFS", "DIRECT_RECLAIM KSWAPD_RECLAIM IO"),
        ("GFP_ATOMIC", "HIGH ATOMIC KSWAPD_RECLAIM"),
        ("GFP_NOIO", "DIRECT_RECLAIM KSWAPD_RECLAIM"),
        ("GFP_NOWAIT", "KSWAPD_RECLAIM"),
        ("GFP_DMA", "DMA"),
        ("GFP_DMA32", "DMA32"),
        ("__GFP_RECLAIM", "DIRECT_RECLAIM KSWAPD_RECLAIM"),
    ];

    /// <summary>With the bits of a kernel: newer ones describe them in their types (<c>___GFP_DMA_BIT</c>).</summary>
    public static GfpFlags Of(IKernelTypes kernel)
    {
        var described = kernel.FindEnumerator("___GFP_DMA_BIT") is not null;
        var bits = s_flags.Select((name, i) => (Name: name, Bit: described ? kernel.FindEnumerator($"___GFP_{name}_BIT")?.Value : i)).Where(f => f.Bit is not null).ToDictionary(f => f.Name, f => 1UL << (int)f.Bit!.Value);
        var words = s_words.Select(w => (w.Flags.Split(' ').Aggregate(0UL, (mask, flag) => mask | bits.GetValueOrDefault(flag)), w.Name));
        return new([.. words, .. bits.Select(b => (b.Value, $"__GFP_{b.Key}"))]);
    }

    /// <inheritdoc/>
    public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context)
    {
        var left = (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (left == 0)
            return new TextOutput("none");
        var names = new List<string>();
        foreach (var (mask, name) in Names)
        {
            if (mask == 0 || (left & mask) != mask)
                continue;
            names.Add(name);
            left &= ~mask;
        }

        return new TextOutput(string.Join('|', left == 0 ? names : names.Append("0x" + left.ToString("x", CultureInfo.InvariantCulture))));
    }

    /// <inheritdoc/>
    public bool Equals(GfpFlags? other) => other is not null && Names.SequenceEqual(other.Names);

    /// <inheritdoc/>
    public override int GetHashCode() => Names.Count;
}
