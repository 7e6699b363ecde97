using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Symbols;

/// <summary><c>is_err(pointer)</c>: whether what the kernel returned as a pointer is an error number (IS_ERR, include/linux/err.h).</summary>
public sealed class IsErrFunction : Function
{
    /// <summary>MAX_ERRNO.</summary>
    private const int Most = 4095;

    /// <inheritdoc/>
    public override string Name => "is_err";

    /// <inheritdoc/>
    public override string? Signature => "is_err(retval)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        var pointer = binder.Integer(call.Arguments[0], "the pointer");
        if (pointer is BoundNothing)
            return pointer;
        var first = new BoundConstant(call.Span, ScriptType.Int64, -Most);
        return pointer is BoundConstant known
            ? new BoundConstant(call.Span, ScriptType.Boolean, (ulong)known.Value >= unchecked((ulong)-Most) ? 1 : 0)
            : new BoundBinary(call.Span, ScriptType.Boolean, BinaryOperator.GreaterOrEqual, pointer, first, true);
    }
}
