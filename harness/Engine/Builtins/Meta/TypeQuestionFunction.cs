using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Meta;

/// <summary>A question about an expression's type, answered when the script is compiled: <c>is_ptr(x)</c>. Nothing of the expression is computed.</summary>
/// <param name="name">As scripts write it.</param>
/// <param name="holds">The answer.</param>
public sealed class TypeQuestionFunction(string name, Func<ScriptType, bool> holds) : Function
{
    /// <inheritdoc/>
    public override string Name => name;

    /// <inheritdoc/>
    public override string? Signature => $"{name}(value)";

    /// <inheritdoc/>
    public override bool HasValue => true;

    /// <inheritdoc/>
    public override BoundExpression Bind(ProbeBinder binder, CallExpression call)
    {
        if (!Takes(1, 1, binder, call))
            return new BoundNothing(call.Span);
        return binder.TypeOfArgument(call.Arguments[0]) is { } type ? new BoundConstant(call.Span, ScriptType.Boolean, holds(type) ? 1 : 0) : new BoundNothing(call.Span);
    }

    /// <summary>All such questions.</summary>
    internal static Function[] All { get; } =
    [
        new TypeQuestionFunction("is_str", type => type.IsText),
        new TypeQuestionFunction("is_ptr", type => type.IsPointer),
        new TypeQuestionFunction("is_array", type => type.Kind == TypeKind.Array),
        new TypeQuestionFunction("is_integer", IsNumber),
        new TypeQuestionFunction("is_unsigned_integer", type => IsNumber(type) && !type.Signed),
    ];

    private static bool IsNumber(ScriptType type) => type.IsInteger && !type.IsPointer && !type.IsBoolean;
}
