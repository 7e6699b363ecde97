using Conformance.Engine.Binding;
using Conformance.Engine.Output;

namespace Conformance.Engine.Builtins;

/// <summary>How user space shows bytes that a program could only collect: the trait of an opaque type.</summary>
public abstract record Rendering(string Name) : ValueTrait(Name)
{
    /// <summary>The value as it is printed.</summary>
    public abstract OutputValue Read(ReadOnlySpan<byte> bytes, RenderContext context);
}
