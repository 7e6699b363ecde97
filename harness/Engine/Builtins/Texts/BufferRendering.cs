using System.Buffers.Binary;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins.Texts;

/// <summary>What buf() copies: four bytes that say how many bytes follow, then those.</summary>
internal sealed record BufferRendering() : Rendering("a buffer")
{
    /// <summary>Where the bytes begin.</summary>
    public const int Header = 8;

    /// <inheritdoc/>
    public override OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context)
    {
        var length = Math.Clamp(BinaryPrimitives.ReadInt32LittleEndian(bytes), 0, bytes.Length - Header);
        return new BytesOutput(bytes.Slice(Header, length).ToArray());
    }
}
