using System.Globalization;
using Conformance.Engine.Kernel;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary>Names of places in the kernel.</summary>
internal static class KernelNames
{
    /// <summary>No function is larger: an address so far behind its symbol lies in code that was not there when the table was read.</summary>
    private const ulong Largest = 1 << 20;

    /// <summary><c>vfs_read+3</c>, or <c>null</c>.</summary>
    public static string? WithOffset(RenderContext context, ulong address) =>
        Find(context, address) is { } symbol ? string.Create(CultureInfo.InvariantCulture, $"{symbol.Name}+{symbol.Offset}") : null;

    /// <summary><c>vfs_read</c>, or the address.</summary>
    public static string Alone(RenderContext context, ulong address) => Find(context, address)?.Name ?? "0x" + address.ToString("x", CultureInfo.InvariantCulture);

    /// <summary>The table may be older than the script's own programs, which are symbols, too; then it is read once more for the session.</summary>
    private static KernelSymbol? Find(RenderContext context, ulong address)
    {
        var known = context.Hooks?.Symbols.Find(address);
        return known is { Offset: >= Largest } ? context.NewerSymbols.Find(address) is { Offset: < Largest } newer ? newer : null : known;
    }
}
