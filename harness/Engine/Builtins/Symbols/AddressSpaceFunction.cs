using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary>A function that says whose memory a pointer points to.</summary>
public abstract class AddressSpaceFunction(bool user) : Function
{
    /// <inheritdoc/>
    public override string? Signature => $"{Name}(pointer)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var pointer = binder.Integer(call.Arguments[0], "a pointer");
        return pointer is BoundNothing ? pointer : new BoundRetyped(call.Span, pointer.Type with { User = user }, pointer);
    }
}
