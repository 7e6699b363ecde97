using Conformance.Engine.Binding;
using Conformance.Engine.Syntax;

namespace Conformance.Engine.Builtins.Texts;

/// <summary>The first two arguments of a function that works on two texts.</summary>
internal static class TwoTexts
{
    /// <summary>Both; <c>null</c> if something was reported.</summary>
    public static (BoundExpression Left, BoundExpression Right)? Bind(Function function, ProbeBinder binder, CallExpression call)
    {
        var (left, right) = (Text(function, binder, call.Arguments[0]), Text(function, binder, call.Arguments[1]));
        return left is BoundNothing || right is BoundNothing ? null : (left, right);
    }

    private static BoundExpression Text(Function function, ProbeBinder binder, Expression argument)
    {
        var value = binder.Bind(argument);
        return value is BoundNothing || value.Type.IsText ? value
            : binder.Report(argument.Span, $"{function.Name}() takes strings, but this is {ProbeBinder.Name(value.Type)}", value.Type.IsInteger ? "read it: str(pointer)" : $"write {function.Signature}");
    }
}
