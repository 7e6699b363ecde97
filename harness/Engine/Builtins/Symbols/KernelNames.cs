using System.Globalization;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary>Names of places in the kernel.</summary>
internal static class KernelNames
{
    /// <summary><c>vfs_read+3</c>, or <c>null</c>.</summary>
    public static string? WithOffset(RenderContext context, ulong address) =>
        context.Hooks?.Symbols.Find(address) is { } symbol ? string.Create(CultureInfo.InvariantCulture, $"{symbol.Name}+{symbol.Offset}") : null;

    /// <summary><c>vfs_read</c>, or the address.</summary>
    public static string Alone(RenderContext context, ulong address) => context.Hooks?.Symbols.Find(address)?.Name ?? "0x" + address.ToString("x", CultureInfo.InvariantCulture);
}
