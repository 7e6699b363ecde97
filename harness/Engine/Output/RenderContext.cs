namespace Conformance.Engine.Output;

/// <summary>What user space must know to turn the bytes of a value into text. One for each session.</summary>
public sealed class RenderContext
{
    /// <summary>For values that need nothing.</summary>
    public static RenderContext Empty { get; } = new();
}
