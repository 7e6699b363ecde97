using Conformance.Engine.Binding;
using Conformance.Engine.Kernel;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Meta;

/// <summary><c>assert_str(x)</c>: refuses the script unless the value is a string, or an array of characters or a pointer to them.</summary>
public sealed class AssertStrFunction : Function
{
    /// <inheritdoc/>
    public override string Name => "assert_str";

    /// <inheritdoc/>
    public override string? Signature => "assert_str(value)";

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        if (binder.TypeOfArgument(call.Arguments[0]) is not { } type)
            return new BoundNothing(call.Span);
        return type.IsText || TypeWords.IsCharacter(type.Pointee) || (type.C is { Kind: KernelTypeKind.Array, Target: var element } && TypeWords.IsCharacter(element))
            ? new BoundConstant(call.Span, ScriptType.Boolean, 1)
            : binder.Report(call.Arguments[0].Span, $"this must be a string, or characters, but it is {ProbeBinder.Name(type)}", type.IsInteger ? "read it: str(pointer)" : null);
    }
}
