using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Meta;

/// <summary><c>is_literal(x)</c>: whether a value is known when the script is compiled.</summary>
public sealed class IsLiteralFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "is_literal";

    /// <inheritdoc/>
    public override string? Signature => "is_literal(value)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var value = binder.Bind(call.Arguments[0]);
        return value is BoundNothing ? value : new BoundConstant(call.Span, ScriptType.Boolean, value is BoundConstant or BoundText ? 1 : 0);
    }
}
