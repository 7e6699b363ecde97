using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins;

/// <summary>A number that only user space can turn into what is printed.</summary>
internal static class NumberAsText
{
    /// <summary>The number in eight bytes, with its rendering.</summary>
    public static BoundExpression Create(TextSpan span, BoundExpression number, Rendering rendering) =>
        new BoundTextBuiltin(span, ScriptType.Opaque(8, rendering), (generator, place) => generator.Store(number, place, 8), number.HasEffect) { Operands = [number] };
}
