using System.Buffers.Binary;
using System.Globalization;
using Conformance.Engine.Builtins.Symbols;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins.Stacks;

/// <summary>Names the frames of a kernel stack.</summary>
internal sealed record KernelStackRendering(StackMode Mode, int Depth) : Rendering("a stack")
{
    /// <inheritdoc/>
    public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context) =>
        StackFrames.Show(Mode, context.Stack(Depth, BinaryPrimitives.ReadInt64LittleEndian(bytes)), address => KernelNames.WithOffset(context, address), _ => null);
}

/// <summary>Names the frames of a process's stack.</summary>
internal sealed record UserStackRendering(StackMode Mode, int Depth) : Rendering("a stack")
{
    /// <inheritdoc/>
    public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context)
    {
        var process = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        return StackFrames.Show(Mode, context.Stack(Depth, BinaryPrimitives.ReadInt64LittleEndian(bytes)),
            address => context.Users.Find(process, address) is { } symbol ? string.Create(CultureInfo.InvariantCulture, $"{symbol.Name}+{symbol.Offset}") : null,
            address => context.Users.Find(process, address)?.File);
    }
}

/// <summary>The lines of a stack.</summary>
internal static class StackFrames
{
    public static StackOutput Show(StackMode mode, ulong[] addresses, Func<ulong, string?> name, Func<ulong, string?> file)
    {
        var frames = new List<string>(addresses.Length);
        foreach (var address in addresses)
        {
            var hexadecimal = address.ToString("x", CultureInfo.InvariantCulture);
            frames.Add(mode switch
            {
                StackMode.Raw => hexadecimal,
                StackMode.Perf => $"{hexadecimal} {name(address) ?? "0x" + hexadecimal}{(file(address) is { } path ? $" ({path})" : "")}",
                _ => name(address) ?? "0x" + hexadecimal,
            });
        }
        return new StackOutput(frames, mode switch { StackMode.Raw => "", StackMode.Perf => "\t", _ => "        " });
    }
}
