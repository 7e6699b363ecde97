using Conformance.Engine.Binding;
using Conformance.Engine.CodeGen;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Network;

/// <summary><c>bswap(n)</c>: the bytes of an integer in reverse; how many there are, its type says.</summary>
public sealed class BswapFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "bswap";

    /// <inheritdoc/>
    public override string? Signature => "bswap(number)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var number = binder.Integer(call.Arguments[0], "what is swapped");
        var type = new ScriptType(TypeKind.Integer, number is BoundConstant { Value: var value } ? Width((ulong)value) : number.Type.Size);
        return number switch
        {
            BoundNothing => number,
            BoundConstant constant => new BoundConstant(call.Span, type, Swap(constant.Value, type.Size)),
            { Type.Size: 1 } => new BoundCast(call.Span, type, number),
            _ => new BoundBuiltin(call.Span, type, (generator, target) =>
            {
                generator.Evaluate(number, target);
                generator.Code.SwapBytes(target, 8 * type.Size);
            }, number.HasEffect)
            { Operands = [number] },
        };
    }

    /// <summary>A literal has the least width that holds it.</summary>
    private static int Width(ulong value) => value <= byte.MaxValue ? 1 : value <= ushort.MaxValue ? 2 : value <= uint.MaxValue ? 4 : 8;

    private static long Swap(long value, int bytes) => (long)(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness((ulong)value) >> (64 - (8 * bytes)));
}
